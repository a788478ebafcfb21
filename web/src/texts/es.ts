/** Cada frase de la página en español, un módulo para cada parte del recorrido como en `../en`. */
import type { Again, Column, Invitation, PageCode, Problem } from '../contract';
import { formats, value } from '../format';
import type {
  AttemptPhase,
  Claim,
  Code,
  Ending,
  GapReason,
  MissingRule,
  ModelKind,
  ProblemCode,
  RoundKind,
  Rule,
  Stage,
} from '../generated/constants';
import { entry, mostRounds, plurals, sentence as stop, spans } from './plain';
import { speaker, type Codes, type Sentences } from './say';
import * as en from './en';

// --- Expresiones que comparten varias partes de la página.

const { about, bytes, count, day, duration, roughly } = formats({
  language: 'es',
  about: (length) => `aproximadamente ${length}`,
  instant: 'menos de un segundo',
});

const forms = plurals('es');
/** La palabra que acompaña a un número, sin él. */
const word = (n: number, one: string, other: string) => forms(n, { one, other });
const plural = (n: number, one: string, other = one + 's') => `${count(n)} ${word(n, one, other)}`;
export const owners = (n: number) => plural(n, 'aportante de datos', 'aportantes de datos');
export const rows = (n: number) => plural(n, 'fila');
const rounds = (n: number) => plural(n, 'ronda');

const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Una ronda'
    : `${i.estimate.rounds < mostRounds(i) ? 'Probablemente' : 'Como máximo'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'El entrenamiento ha terminado.',
  stopped: 'El promotor ha puesto fin al entrenamiento.',
  left: 'Usted ha abandonado el entrenamiento.',
  contributed: 'Su contribución está en manos del intermediario.',
  withdrawn: 'Usted ha retirado su contribución.',
};
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- Lo que comunica el programa.

export const sentences: Sentences = {
  '%d cells': (n) => plural(Number(n), 'celda'),
  '%d names': (n) => plural(Number(n), 'nombre'),
  '%d of %d data owners are vouched for, this one included; at least %d are asked for':
    'se responde por {0} de {1} aportantes de datos, este incluido; se exigen al menos {2}',
  '%s (one differs only in upper and lower case)': '{0} (uno difiere solo en mayúsculas y minúsculas)',
  '%s: %d rows are gone, changed, or on the other side of the holdout':
    '{0}: {1} filas faltan, han cambiado o están al otro lado de la partición',
  '%s: %s (and %d more)': '{0}: {1} (y {2} más)',
  '%s: it is %s': '{0}: es {1}',
  '%s: it is shorter than it was, or another one': '{0}: es más corto que antes, o es otro',
  '%s: line %d does not follow from the ones before': '{0}: la línea {1} no se sigue de las anteriores',
  '%s: malformed line %d': '{0}: la línea {1} está mal formada',
  '%s: round %d was charged otherwise before': '{0}: la ronda {1} se cargó antes de otra manera',
  '%s: round %d would take ε past %s': '{0}: la ronda {1} llevaría ε más allá de {2}',
  '%s: the ledger lost lines while it was running': '{0}: el registro perdió líneas mientras estaba en uso',
  '%s; are they in %s?': '{0}; ¿están en {1}?',
  '1 cell': '1 celda',
  '1 name': '1 nombre',
  'Agree to take part: --agree %s in the program, a tick in the page.':
    'Acepte participar: --agree {0} en el programa, una marca en la página.',
  'Ask the model owner for a new link.': 'Pida al promotor un enlace nuevo.',
  'Ask the model owner for a new training.': 'Pida al promotor un entrenamiento nuevo.',
  'Ask the model owner for a new training; what is spent stays spent.':
    'Pida al promotor un entrenamiento nuevo; lo gastado, gastado queda.',
  'Ask the model owner for a smaller bounds.weight.': 'Pida al promotor un bounds.weight más pequeño.',
  'Ask the model owner for a training with a higher cohort.min, or lower your own minimum.':
    'Pida al promotor un entrenamiento con un cohort.min más alto, o baje su propio mínimo.',
  'Ask the model owner for a training with a key of its own.':
    'Pida al promotor un entrenamiento con una clave propia.',
  'Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.':
    'Pida al promotor un entrenamiento con ruido, o un círculo de aportantes que respondan unos por otros.',
  'Ask the model owner for the reason.': 'Pregunte al promotor por el motivo.',
  'Ask the model owner to send the link again.': 'Pida al promotor que envíe de nuevo el enlace.',
  'Ask the model owner what went wrong.': 'Pregunte al promotor qué ha fallado.',
  'Ask the model owner whether there is a new training.': 'Pregunte al promotor si hay un entrenamiento nuevo.',
  'Ask the model owner why data owners keep leaving.':
    'Pregunte al promotor por qué los aportantes siguen abandonando.',
  'Bring the file that you began this training with; rows may be added to it.':
    'Use el archivo con el que empezó este entrenamiento; se le pueden añadir filas.',
  'Check the connection and that the address in the link is right.':
    'Compruebe la conexión y que la dirección del enlace sea correcta.',
  'Choose a CSV file first.': 'Elija antes un archivo CSV.',
  'Choose the file again.': 'Elija el archivo de nuevo.',
  'Come back later: the model owner waits for the trustee.': 'Vuelva más tarde: el promotor espera al depositario.',
  "Compare the members' file with the others, or ask the model owner whom it admitted.":
    'Compare el archivo de miembros con los demás, o pregunte al promotor a quién ha admitido.',
  'Compare the words that the trustee publishes with those of the invitation.':
    'Compare las palabras que publica el depositario con las de la invitación.',
  'Compare words with more of the data owners, mark them, and try again.':
    'Compare palabras con más aportantes, márquelos e inténtelo de nuevo.',
  'Compare words with them, or ask the model owner whom it admitted.':
    'Compare palabras con ellos, o pregunte al promotor a quién ha admitido.',
  'Copy the whole link again.': 'Copie de nuevo el enlace completo.',
  'Do not take part: the facilitator serves something else than the model owner signed.':
    'No participe: el intermediario ofrece algo distinto de lo que firmó el promotor.',
  "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.":
    'No participe: el registro del promotor fue alterado, o incumple las reglas del entrenamiento. Avise al promotor.',
  'Do not take part; tell the model owner.': 'No participe; avise al promotor.',
  'Free some storage and try again.': 'Libere espacio de almacenamiento e inténtelo de nuevo.',
  'Go on from the newest copy of the vault, or on the machine that contributed last.':
    'Continúe con la copia más reciente de la bóveda, o en el equipo que contribuyó por última vez.',
  'Leave the running training first.': 'Abandone antes el entrenamiento en marcha.',
  'Leave the training first.': 'Abandone antes el entrenamiento.',
  'Open an invite link first.': 'Abra antes un enlace de invitación.',
  'Open the invite link again.': 'Abra de nuevo el enlace de invitación.',
  'Raise your limit to go on, or leave the training.': 'Suba su límite para continuar, o abandone el entrenamiento.',
  'Restore into an empty folder.': 'Restaure en una carpeta vacía.',
  'Restore the vault from a copy.': 'Restaure la bóveda a partir de una copia.',
  'Restore the vault from a copy; without its ledger this owner takes no part.':
    'Restaure la bóveda a partir de una copia; sin su registro, este aportante no participa.',
  'Split the file or bring fewer rows.': 'Divida el archivo o aporte menos filas.',
  'Take another backup.': 'Haga otra copia de seguridad.',
  'Take part from the machine that it was handed over to.': 'Participe desde el equipo al que se entregó.',
  'Tell the model owner that a data owner was admitted twice.':
    'Avise al promotor de que un aportante fue admitido dos veces.',
  'Tell the model owner that the training diverges.': 'Avise al promotor de que el entrenamiento diverge.',
  'Tell the model owner.': 'Avise al promotor.',
  'Tell the other data owners and the model owner: large weights read single rows.':
    'Avise a los demás aportantes y al promotor: los pesos grandes leen filas sueltas.',
  'Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.':
    'Avise a los demás aportantes y al promotor: dos sumas que solo difieren en esto hablan de las filas a las que les falta un valor, o de estimaciones sueltas.',
  'The training may need a newer version of Blindfit.':
    'Puede que el entrenamiento necesite una versión más nueva de Blindfit.',
  'Try another browser or machine.': 'Pruebe con otro navegador u otro equipo.',
  "Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.":
    'Use la versión que la escribió, o empiece con una bóveda vacía: otro --dir, o el almacenamiento de la página borrado.',
  'a PDF': 'un PDF',
  'a Parquet file': 'un archivo Parquet',
  'a file of R (.rds or .RData)': 'un archivo de R (.rds o .RData)',
  'a file of SAS (.sas7bdat or .xpt)': 'un archivo de SAS (.sas7bdat o .xpt)',
  'a file of SPSS (.sav)': 'un archivo de SPSS (.sav)',
  'a file of Stata (.dta)': 'un archivo de Stata (.dta)',
  'a quote is opened in this row and never closed': 'en esta fila se abre una comilla que nunca se cierra',
  'a row with an event needs its time': 'una fila con un suceso necesita su tiempo',
  'a running training cannot be forgotten': 'un entrenamiento en marcha no puede olvidarse',
  'a spreadsheet or an archive': 'una hoja de cálculo o un archivo comprimido',
  'a value is missing, and an %s has no substitute': 'falta un valor, y {0} no tiene sustituto',
  'a value is missing, and this training accepts no missing values':
    'falta un valor, y este entrenamiento no acepta valores que falten',
  'a web page': 'una página web',
  'above the declared maximum %s': 'por encima del máximo declarado {0}',
  'an SQLite database': 'una base de datos SQLite',
  'an old Excel workbook (.xls) or one with a password': 'un libro antiguo de Excel (.xls) o uno con contraseña',
  'another training is running': 'otro entrenamiento está en marcha',
  'another training of this owner began meanwhile, so the rows must be compared once more':
    'entretanto empezó otro entrenamiento de este aportante, así que las filas deben compararse otra vez',
  'below the declared minimum %s': 'por debajo del mínimo declarado {0}',
  'bounds.weight is %d; in a circle it is at most %d': 'bounds.weight es {0}; en un círculo es como máximo {1}',
  'column %s: %s': 'columna {0}: {1}',
  'column %s: every row has the same value': 'columna {0}: todas las filas tienen el mismo valor',
  'column %s: missing in %d rows, so no cost is computed':
    'columna {0}: el valor falta en {1} filas, así que no se calcula el coste',
  'compressed (.gz)': 'comprimido (.gz)',
  'decimal commas and decimal points are mixed in this file': 'en este archivo se mezclan comas y puntos decimales',
  'every row has one cell more than the header has names: the first is taken as the name of the row and not read':
    'cada fila tiene una celda más que nombres el encabezado: la primera se toma como nombre de la fila y no se lee',
  'exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only':
    'las sumas exactas sobre pesos compartidos permiten al promotor leer filas sueltas; este aportante participa en ellas solo en un círculo',
  "failed to check the model owner's key: %s": 'no se ha podido comprobar la clave del promotor: {0}',
  'failed to compute round %d: %s': 'no se ha podido calcular la ronda {0}: {1}',
  'failed to keep for whom this owner vouches: %s': 'no se ha podido guardar por quién responde este aportante: {0}',
  'failed to open ledger: %s': 'no se ha podido abrir el registro: {0}',
  'failed to prove the bit budget: %s': 'no se ha podido demostrar el presupuesto de bits: {0}',
  'failed to reach the facilitator: %s': 'no se ha podido llegar al intermediario: {0}',
  'failed to read rows again: %s': 'no se han podido leer de nuevo las filas: {0}',
  'failed to read rows: %s': 'no se han podido leer las filas: {0}',
  'failed to read training file: %s': 'no se ha podido leer el archivo del entrenamiento: {0}',
  'failed to sum rows: %s': 'no se han podido sumar las filas: {0}',
  'failed to time a round: %s': 'no se ha podido medir la duración de una ronda: {0}',
  'failed to verify manifest: %s': 'no se ha podido comprobar el manifiesto: {0}',
  'failed to write vault: %s': 'no se ha podido escribir la bóveda: {0}',
  'incorrect training key: the training file does not open with this link':
    'clave de entrenamiento incorrecta: el archivo del entrenamiento no se abre con este enlace',
  'invalid charge: the training is exact': 'cargo no válido: el entrenamiento es exacto',
  'invalid ledger entry: a field is out of range':
    'entrada del registro no válida: un campo está fuera de su intervalo',
  'invalid limit: must be a number from 0 to 1e6': 'límite no válido: debe ser un número de 0 a 1e6',
  'invalid link: must not hold a user name or password':
    'enlace no válido: no debe contener nombre de usuario ni contraseña',
  'invalid link: the part after # must begin with "2." or "2c."; it may come from another version':
    'enlace no válido: la parte después de # debe empezar por «2.» o «2c.»; puede venir de otra versión',
  'invalid log: it is shorter than was seen before, or differs from it':
    'registro no válido: es más corto que lo visto antes, o difiere de ello',
  'invalid manifest: cohort rules differ from the training file':
    'manifiesto no válido: las reglas sobre el número de aportantes difieren del archivo del entrenamiento',
  'invalid manifest: consent does not follow from the training file':
    'manifiesto no válido: el consentimiento no se sigue del archivo del entrenamiento',
  'invalid manifest: its fingerprint is not the one in the link': 'manifiesto no válido: su huella no es la del enlace',
  'invalid manifest: limits.rounds does not follow from the training file':
    'manifiesto no válido: limits.rounds no se sigue del archivo del entrenamiento',
  'invalid manifest: masking differs from the training file':
    'manifiesto no válido: el enmascaramiento difiere del archivo del entrenamiento',
  'invalid manifest: noise does not follow from the training file':
    'manifiesto no válido: el ruido no se sigue del archivo del entrenamiento',
  'invalid manifest: rounds do not follow from the training file':
    'manifiesto no válido: las rondas no se siguen del archivo del entrenamiento',
  'invalid manifest: the key must have %d bits, as in the training file':
    'manifiesto no válido: la clave debe tener {0} bits, como en el archivo del entrenamiento',
  'invalid manifest: trustees.batch differs from the training file':
    'manifiesto no válido: trustees.batch difiere del archivo del entrenamiento',
  'invalid manifest: weights differ from the training file':
    'manifiesto no válido: los pesos difieren del archivo del entrenamiento',
  'invalid privacy ledger': 'registro de privacidad no válido',
  'invalid rows': 'filas no válidas',
  'invalid statement: the training uses no row of the file':
    'declaración no válida: el entrenamiento no usa ninguna fila del archivo',
  'invalid vault: it was written by another version of Blindfit':
    'bóveda no válida: la escribió otra versión de Blindfit',
  'invalid weights of round %d: %s': 'pesos no válidos en la ronda {0}: {1}',
  'invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before':
    'pesos no válidos en la ronda {0}: la escala de las columnas, lo que sustituye a los valores que faltan o la varianza entre aportantes de datos no coincide con las rondas anteriores',
  'its numbers can be read in two ways: say whether the %s is a decimal sign or stands between thousands': (mark) =>
    `sus números pueden leerse de dos maneras: diga si ${mark === 'comma' ? 'la coma' : 'el punto'} es un signo decimal o separa los millares`,
  'malformed arguments of %s': 'argumentos mal formados de {0}',
  'malformed code: a letter or digit is wrong; compare it with what you were sent':
    'código mal formado: una letra o cifra es incorrecta; compárelo con el que recibió',
  'malformed code: must have 20 letters and digits, such as five groups of four':
    'código mal formado: debe tener 20 letras y cifras, por ejemplo cinco grupos de cuatro',
  'malformed ledger': 'registro mal formado',
  'malformed link: a character is wrong; copy it again':
    'enlace mal formado: un carácter es incorrecto; cópielo de nuevo',
  'malformed link: must begin with http:// or https:// and a host':
    'enlace mal formado: debe empezar por http:// o https:// y un nombre de servidor',
  'malformed link: the part after # is missing; copy the whole link':
    'enlace mal formado: falta la parte después de #; copie el enlace completo',
  'malformed link: the part after # must have %d characters; it seems cut or altered':
    'enlace mal formado: la parte después de # debe tener {0} caracteres; parece cortada o alterada',
  'malformed master secret': 'secreto principal mal formado',
  'malformed vault entry of training %s': 'entrada mal formada en la bóveda para el entrenamiento {0}',
  'members[%d] of the roster is a data owner already in it':
    'members[{0}] de la lista es un aportante que ya está en ella',
  'more rows than this training accepts (%d)': 'más filas de las que acepta este entrenamiento ({0})',
  'most values are outside the declared range': 'la mayoría de los valores están fuera del intervalo declarado',
  'must be a whole number': 'debe ser un número entero',
  'no training is open': 'no hay ningún entrenamiento abierto',
  'no usable rows': 'ninguna fila utilizable',
  'not UTF-8 text: save the file as UTF-8': 'no es texto UTF-8: guarde el archivo como UTF-8',
  'not a number': 'no es un número',
  'not a number: a date': 'no es un número: una fecha',
  'not a number: a fraction': 'no es un número: una fracción',
  "not a number: a spreadsheet's error": 'no es un número: un error de la hoja de cálculo',
  'not a number: a time of day': 'no es un número: una hora del día',
  'not a number: a word': 'no es un número: una palabra',
  'not a number: infinite': 'no es un número: infinito',
  'not a number: it has a currency sign': 'no es un número: lleva un símbolo de moneda',
  'not a number: it has a per cent sign': 'no es un número: lleva un signo de porcentaje',
  'not a number: it has a sign such as < in front': 'no es un número: lleva delante un signo como <',
  'not a number: it has brackets, which may mean a minus':
    'no es un número: lleva paréntesis, que pueden significar menos',
  'not a number: it has letters, such as those of a unit': 'no es un número: lleva letras, como las de una unidad',
  'not a number: its commas, points or spaces are neither one decimal sign nor between thousands':
    'no es un número: sus comas, puntos o espacios no son ni un único signo decimal ni separadores de millares',
  'not a number: too large': 'no es un número: demasiado grande',
  'not one of the declared levels': 'no es uno de los niveles declarados',
  'not one of the declared levels (one differs only in upper and lower case)':
    'no es uno de los niveles declarados (uno difiere solo en mayúsculas y minúsculas)',
  'nothing was sent in attempt %d of round %d': 'no se envió nada en el intento {0} de la ronda {1}',
  'only another data owner of this training can be vouched for':
    'solo se puede responder por otro aportante de este entrenamiento',
  'row %d: a quote is opened and never closed': 'fila {0}: se abre una comilla que nunca se cierra',
  'row has %d cells, the header has %d names': 'la fila tiene {0} celdas, el encabezado tiene {1} nombres',
  'row has %s, the header has %s': 'la fila tiene {0}, el encabezado tiene {1}',
  'rows cannot change while a training runs': 'las filas no pueden cambiar mientras un entrenamiento está en marcha',
  'the facilitator does not know this training: %s': 'el intermediario no conoce este entrenamiento: {0}',
  'the facilitator holds a later message of this data owner: %s':
    'el intermediario tiene un mensaje posterior de este aportante: {0}',
  'the facilitator refused: %s': 'el intermediario rechazó la petición: {0}',
  'the file has no such column': 'el archivo no tiene esa columna',
  'the file has no such column (is it %s?)': 'el archivo no tiene esa columna (¿es {0}?)',
  'the file has this column twice': 'el archivo tiene esta columna dos veces',
  'save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'guárdelo como CSV (en R: write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))':
    'guárdelo como CSV (en SAS: proc export dbms=csv; en R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))':
    'guárdelo como CSV (en SPSS: Archivo, Guardar como, CSV; en R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))':
    'guárdelo como CSV (en Stata: export delimited rows.csv; en R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))',
  'unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'descomprímalo y elija el archivo que contiene (un archivo de R se guarda con write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as .xlsx': 'guárdelo como .xlsx',
  'save the table as CSV': 'guarde la tabla como CSV',
  'save the table as CSV, or take part with the program dataowner, which reads it':
    'guarde la tabla como CSV, o participe con el programa dataowner, que lo lee',
  'an Excel workbook in XML of 2003': 'un libro de Excel en XML de 2003',
  'the file is %s: %s': 'el archivo es {0}: {1}',
  'the file is a binary Excel workbook (.xlsb)': 'el archivo es un libro binario de Excel (.xlsb)',
  'the file is UTF-16 text: save it as CSV in UTF-8': 'el archivo es texto UTF-16: guárdelo como CSV en UTF-8',
  'the file is empty': 'el archivo está vacío',
  'the file is not UTF-8 text: save it as CSV in UTF-8': 'el archivo no es texto UTF-8: guárdelo como CSV en UTF-8',
  'the file is not text: save it as CSV in UTF-8': 'el archivo no es texto: guárdelo como CSV en UTF-8',
  'the file lacks a column of this training': 'al archivo le falta una columna de este entrenamiento',
  'the file must be at most %d MB': 'el archivo debe tener como máximo {0} MB',
  'the first row looks like values, not names: put the names of the columns above it':
    'la primera fila parece de valores, no de nombres: ponga encima los nombres de las columnas',
  'the ledger has a different number of lines': 'el registro tiene otro número de líneas',
  'the ledger was changed meanwhile': 'el registro ha cambiado entretanto',
  'the ledger was replaced while it was open': 'el registro fue reemplazado mientras estaba abierto',
  'the lines end in carriage returns alone: save the file with LF or CRLF line ends':
    'las líneas terminan solo en retornos de carro: guarde el archivo con finales de línea LF o CRLF',
  'the model owner admitted no data owner in time; expected are %s':
    'el promotor no admitió a ningún aportante a tiempo; se espera a {0}',
  'the model owner did not admit this data owner': 'el promotor no admitió a este aportante',
  'the model owner rejected %d attempts at round %d; this owner takes no further part in it':
    'el promotor rechazó {0} intentos de la ronda {1}; este aportante ya no participa en ella',
  'row %d has words above numbers, such as units, and is not read':
    'la fila {0} tiene palabras encima de números, como unidades, y no se lee',
  'the names of the columns are in row %d; what is above is not read':
    'los nombres de las columnas están en la fila {0}; lo que hay encima no se lee',
  'the privacy budget is spent': 'el presupuesto de privacidad está gastado',
  'the roster is not the circle: missing %s; not in the circle %s':
    'la lista no es el círculo: faltan {0}; no son del círculo {1}',
  'the round has had as many lists of owners as it may have':
    'la ronda ha tenido tantas listas de aportantes como puede tener',
  'the row of the names is one cell: no comma, semicolon, tab or | is between names':
    'la fila de los nombres es una sola celda: entre los nombres no hay coma, punto y coma, tabulador ni |',
  'the rows are not those that were stated for this training':
    'las filas no son las que se declararon para este entrenamiento',
  'the rows must be compared once more': 'las filas deben compararse otra vez',
  'the sum would be over %d data owners; this owner takes part with at least %d':
    'la suma sería de {0} aportantes de datos; este aportante participa con al menos {1}',
  'the training goes on without this data owner: it was revoked, or did not state its rows in time':
    'el entrenamiento sigue sin este aportante: fue excluido, o no declaró sus filas a tiempo',
  'the training takes no more data owners: %s (%s)': 'el entrenamiento no admite más aportantes: {0} ({1})',
  "the training's key was met in another training": 'la clave del entrenamiento ya apareció en otro entrenamiento',
  "the trustees' accepts are not those that this data owner contributed under before":
    'las aceptaciones de los depositarios no son aquellas con las que este aportante contribuyó antes',
  'the values fill less than 2 % of the declared range': 'los valores ocupan menos del 2 % del intervalo declarado',
  'the vault belongs to another owner than the backup':
    'la bóveda pertenece a otro aportante que la copia de seguridad',
  'there are no rows to contribute': 'no hay filas que aportar',
  'this browser does not know that training': 'este navegador no conoce ese entrenamiento',
  'this data owner has contributed nothing to the training': 'este aportante no ha aportado nada al entrenamiento',
  'this ledger was handed over to another machine': 'este registro se entregó a otro equipo',
  'this link needs the code that you were sent': 'este enlace necesita el código que se le envió',
  'this owner does not upload in this training': 'este aportante no envía nada en este entrenamiento',
  "this owner's limit of ε would be passed": 'se superaría el límite de ε de este aportante',
  'this training is already running': 'este entrenamiento ya está en marcha',
  'this training needs a yes of yours: %s': 'este entrenamiento necesita un sí de usted: {0}',
  'this training was stated before': 'ya se hizo una declaración para este entrenamiento',
  'trustee %d of the training (%s) is none of those that you named':
    'el depositario {0} del entrenamiento ({1}) no es ninguno de los que usted nombró',
  'unknown command %s': 'orden desconocida {0}',
  'very many requests come from your network address; trying again in %d seconds':
    'llegan muchísimas peticiones desde su dirección de red; nuevo intento dentro de {0} segundos',
  'you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s':
    'usted no responde por todos los aportantes del círculo: no se responde por {0}; se responde por {1}, que no están admitidos',
  'the file is an archive or a document, and no workbook':
    'el archivo es un archivo comprimido o un documento, no un libro de cálculo',
  'Unpack it, or save the table as .xlsx or CSV.': 'Descomprímalo, o guarde la tabla como .xlsx o CSV.',
  'the file is an old Excel workbook (.xls)': 'el archivo es un libro antiguo de Excel (.xls)',
  'Save it as .xlsx and choose it again.': 'Guárdelo como .xlsx y elíjalo de nuevo.',
  'the workbook is broken': 'el libro de cálculo está dañado',
  'Open it in a spreadsheet program and save it again.':
    'Ábralo en un programa de hojas de cálculo y guárdelo de nuevo.',
  'the workbook has a password': 'el libro de cálculo tiene una contraseña',
  'Take the password off in your spreadsheet program and save it again.':
    'Quite la contraseña en su programa de hojas de cálculo y guárdelo de nuevo.',
  'the file unpacks to more than 512 MB': 'el archivo descomprimido ocupa más de 512 MB',
  'Save the table as CSV in UTF-8.': 'Guarde la tabla como CSV en UTF-8.',
  'sheet %s has %d formulas without a value': 'la hoja {0} tiene {1} fórmulas sin valor',
  'Open it in a spreadsheet program and save it again, so that it holds the values.':
    'Ábralo en un programa de hojas de cálculo y guárdelo de nuevo, para que contenga los valores.',
  'no sheet holds a table': 'ninguna hoja contiene una tabla',
  'sheet %s holds no table': 'la hoja {0} no contiene ninguna tabla',
  'Put the names of the columns in one row and the values below it.':
    'Ponga los nombres de las columnas en una fila y los valores debajo.',
  '%d rows': '{0} filas',
  '%d rows stand alone': '{0} filas están solas',
  '%s: a sum, or the difference of two, would tell of one or two of them alone.':
    '{0}: una suma, o la diferencia de dos, revelaría algo de una o dos de ellas por sí solas.',
  '1 row': '1 fila',
  '1 row stands alone': '1 fila está sola',
  'A sum, or the difference of two, would be over %s of yours; at least %d are asked for.':
    'Una suma, o la diferencia de dos, sería de {0} suyas; se exigen al menos {1}.',
  'A training that adjusts for its data owners can do without such a column: with "site": "fixed" your means stay with you.':
    'Un entrenamiento que tiene en cuenta a sus aportantes puede prescindir de tal columna: con "site": "fixed" sus medias se quedan con usted.',
  "If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.":
    'Si se aparta del método puede leer filas sueltas de alguno de ustedes; con ayuda de otro miembro averigua de quién.',
  "Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you.":
    'Sus errores por aportante se forman con productos de las sumas propias de cada miembro: si son pocos, o con ayuda de otro miembro, puede reconocer las sumas de uno de ustedes.',
  'See line %d: %s.': 'Vea la línea {0}: {1}.',
  'See lines %d and %d: %s.': 'Vea las líneas {0} y {1}: {2}.',
  'The model owner sees sums over all of you in each round.': 'El promotor ve en cada ronda sumas sobre todos ustedes.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: none of its rows is in the file.':
    'Las personas de este archivo son distintas de las {0} de {1}, una suma a la que usted contribuyó el {2}: ninguna de sus filas está en el archivo.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: the file lacks a column of it.':
    'Las personas de este archivo son distintas de las {0} de {1}, una suma a la que usted contribuyó el {2}: al archivo le falta una de sus columnas.',
  'The people in this file were in none of the sums that it may lack.':
    'Las personas de este archivo no estaban en ninguna de las sumas que puedan faltar en ella.',
  'The sums of this training have no noise, so no ε bounds what they disclose.':
    'Las sumas de este entrenamiento no tienen ruido, así que ningún ε acota lo que revelan.',
  'With this training it may be %s.': 'Con este entrenamiento puede ser {0}.',
  'You limit what trainings disclose of you to ε = %s.':
    'Usted limita lo que los entrenamientos revelan sobre usted a ε = {0}.',
  'Your account of what you gave lost lines by %s.': 'La cuenta de lo que usted dio perdió líneas antes del {0}.',
  "Your rows have one value only in %s: the sums then tell your part from the others'.":
    'Sus filas tienen un solo valor en {0}: las sumas distinguen entonces su parte de la de los demás.',
  'it has as many as it takes': 'ya tiene tantos como admite',
  'it has begun, or is over': 'ya ha empezado, o ha terminado',
};

export const codes: Codes = {
  link: 'El enlace está incompleto o fue alterado.',
  code: 'El código no corresponde a este enlace.',
  unreachable: 'No se puede llegar al intermediario.',
  manifest: 'El intermediario no ofrece el entrenamiento al que corresponde este enlace.',
  key: 'La clave de este entrenamiento no es segura.',
  training_file: 'El entrenamiento pide algo que esta página no puede hacer.',
  rows: 'Las filas no encajan en este entrenamiento.',
  cohort: 'Los aportantes de este entrenamiento no cumplen las reglas.',
  agree: 'El entrenamiento necesita un sí que usted no ha dado.',
  not_admitted: 'El promotor no le ha admitido.',
  ledger: 'El registro del promotor no coincide con lo visto antes.',
  privacy: 'Una ronda revelaría sobre usted más de lo que permite.',
  pinned: 'El entrenamiento pide más de lo que usted fijó.',
  protocol: 'Ha llegado un mensaje que ningún participante honesto envía.',
  unsupported: 'El entrenamiento necesita una versión más nueva de Blindfit.',
  ended: 'Este entrenamiento ha terminado.',
  command: 'Eso no es posible en este momento.',
  vault: 'Los registros de este navegador no pueden usarse.',
  internal: 'Algo ha fallado en el programa.',
};

const { sentence, told } = speaker(sentences, codes, stop, count);

// --- La página misma, el enlace y la invitación: lo que una persona lee antes de elegir un archivo.

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Sus filas se quedan en este equipo.',
  steps: ['Invitación', 'Sus datos', 'Contribuir', 'Recibo'],
  stepsLabel: 'Pasos',
  starting: 'Iniciando…',
  language: 'Idioma',
};

export const source: typeof en.source = {
  file: 'Esta página es un archivo de su equipo.',
  local: 'Esta página viene de un programa de su equipo.',
  facilitator: (host) => `Esta página viene del intermediario, ${host}: usted confía en que ese servidor no la altere.`,
  about: 'Acerca de Blindfit, y cómo comprobar la página (se abre en otra pestaña, en inglés)',
  host: (host) => `Esta página viene de ${host}.`,
  module: 'SHA-256 de su programa:',
};

export const link: typeof en.link = {
  title: 'Participar en un entrenamiento',
  lead: 'Pegue el enlace de invitación que le envió el promotor. No se envía nada antes de que usted haya visto la petición y quién la hace.',
  label: 'Enlace de invitación',
  placeholder: 'https://…/join#2.…',
  open: 'Abrir la invitación',
  knownTitle: 'Entrenamientos que conoce este navegador',
  continue: 'Continuar',
  receipt: 'Recibo',
  forget: 'Olvidar',
  forgetQuestion:
    '¿Olvidar este entrenamiento? Se borra su identidad en este equipo; sin un enlace nuevo no podrá volver a él.',
  ended: (reason) => ending(reason) ?? 'Terminado.',
  running: 'Sin terminar.',
};

export const checking: typeof en.checking = {
  link: 'Comprobando la invitación',
  linkLead:
    'Se compara el entrenamiento que ofrece el intermediario con la huella de su enlace, y se comprueba la clave de cifrado.',
  file: (name) => `Comprobando ${name}`,
  fileLead: 'Cada fila se compara con las columnas del entrenamiento. Esto ocurre en su equipo; el archivo no se sube.',
};

export const refused: typeof en.refused = {
  title: 'Este enlace se ha rechazado',
  lead: 'No se ha leído nada de su equipo ni se ha enviado nada sobre usted.',
  again: 'Probar otro enlace',
  retry: 'Intentar de nuevo',
  titles: {
    unreachable: 'Sin conexión con el intermediario',
    memory: 'Este entrenamiento es demasiado grande para este equipo',
    second_tab: 'Abierto en otra pestaña',
    vault: 'Los registros de este navegador no pueden usarse',
  },
  reasons: {
    link: 'El enlace está incompleto o fue alterado.',
    unreachable: 'No se puede llegar al intermediario, el servidor que está en medio.',
    manifest: 'El intermediario no ofrece el entrenamiento al que corresponde este enlace.',
    key: 'La clave de cifrado de este entrenamiento no es segura.',
    training_file: 'El entrenamiento pide algo que esta página no puede hacer.',
    unsupported: 'El entrenamiento necesita una versión más nueva de Blindfit.',
    ended: 'Este entrenamiento ha terminado.',
    memory: 'Necesita más memoria de la que tiene aquí una pestaña de este navegador.',
    vault: 'Este navegador guarda claves y registros de otra versión de Blindfit, o están dañados.',
    second_tab:
      'Este entrenamiento ya está abierto en otra pestaña. Use esa pestaña, o ciérrela e inténtelo aquí de nuevo.',
  },
  other: 'No se ha podido abrir el enlace.',
};

export const tooLarge: typeof en.tooLarge = (needed, room) => ({
  code: 'memory',
  message: `una ronda necesita unos ${bytes(needed)} de memoria; una pestaña de este navegador tiene unos ${bytes(room)}`,
  hint: 'Participe en un equipo más grande, o con el programa dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  ...en.names.kinds,
  linear_regression: 'una regresión lineal',
  logistic_regression: 'una regresión logística',
  softmax_regression: 'una regresión logística multinomial',
  proportional_odds: 'una regresión de rangos (razones de posibilidades proporcionales)',
  poisson_regression: 'una regresión de Poisson de recuentos',
  negative_binomial_regression: 'una regresión binomial negativa de recuentos',
  gamma_regression: 'una regresión gamma de números positivos',
  discriminant:
    'un discriminante lineal (una aproximación a la regresión logística, cuyas probabilidades deben comprobarse)',
  mlp: 'una pequeña red neuronal',
  describe: 'recuentos y sumas',
  cox_regression: 'una regresión de Cox del tiempo hasta un suceso',
  piecewise_exponential: 'una regresión exponencial por tramos del tiempo hasta un suceso',
};

export const invitation: typeof en.invitation = {
  asks: (words) => ['El promotor ', words, ' le pide ayuda '],
  lead: (i) =>
    (i.model.kind !== 'describe'
      ? `para ajustar ${entry(kinds, i.model.kind) ?? 'un modelo'}${i.target ? ` que predice ${i.target.name}` : ''} a partir de ${plural(i.features.length, 'columna')}. `
      : `para describir ${plural(i.features.length, 'columna')}${i.model.group ? ` según ${i.model.group}` : ''}: recuentos y sumas, ningún modelo. `) +
    'Participan varios aportantes de datos; ninguno ve los datos de otro.',
  ended: (reason) => `Usted ya estuvo en este entrenamiento. ${ending(reason) ?? 'Ha terminado.'}`,
  known: 'Este navegador ya estuvo en este entrenamiento. Elija el mismo archivo para continuar donde estaba.',
  columnsTitle: 'Columnas que necesita',
  column: 'Columna',
  type: 'Tipo',
  allowed: 'Permitido',
  predicted: 'se predice',
  types: {
    continuous: 'número',
    discrete: 'número entero',
    ordinal: 'nivel ordenado',
    nominal: 'categoría',
  },
  holdout: (share) =>
    `El ${about(100 * share)} % de sus filas se reserva para medir el modelo: este no aprende de ellas.`,
  folds: (parts) => `También se envían sumas sobre cada una de ${parts} partes de sus filas, para medir el modelo.`,
  missing: {
    reject: 'Cada celda debe tener un valor.',
    drop_row: 'Las filas con una celda vacía se omiten.',
    indicator: 'Se permiten celdas vacías.',
    mean: 'Una celda vacía se rellena con la media de un número o rango, o con el nivel más frecuente, entre todos los aportantes.',
    mode: 'Una celda vacía se rellena con el valor más frecuente entre todos los aportantes, o con la media si es un número continuo.',
  } satisfies Record<MissingRule, string>,
  range: (c) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (todo lo demás cuenta como ${c.other})` : '');
    if (c.min == null || c.max == null) return 'cualquiera';
    return `de ${value(c.min)} a ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Elija su archivo',
  fileLead: (i) =>
    `Un libro de cálculo (.xlsx, .ods) o un archivo CSV con estas columnas en su encabezado, en cualquier orden, como máximo ${rows(i.maxRows)}. Las demás columnas se ignoran.`,
  drop: 'Suelte aquí un libro de cálculo o un archivo CSV, pegue una tabla que haya copiado, o',
  pasted: 'la tabla pegada',
  template: 'Descargar una tabla vacía con estas columnas',
  choose: 'Elegir un archivo',
  chooseOther: 'Elegir otro archivo',
  notCsv: 'Eso no es un solo archivo. Suelte un archivo.',
};

export const who: typeof en.who = {
  title: '¿Son realmente ellos?',
  lead: 'Pida al promotor, por teléfono o en persona, que le lea estas palabras. Si una palabra es distinta, no participe.',
  trusteesLead:
    'Los depositarios guardan las máscaras de lo que usted envía: compare sus palabras con las que publican en sus propias páginas.',
  trustee: (name) => `Depositario: ${name}`,
  modelOwner: 'Promotor',
  training: 'Entrenamiento',
  key: 'Clave de cifrado',
  keyBits: (bits) => `Paillier, ${count(bits)} bits`,
  you: 'Usted, en este entrenamiento',
  details: 'Huellas completas',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'sumas sobre sus filas',
  statistics: 'recuentos, sumas y cuadrados de sus columnas',
  evaluation: 'sumas que miden el resultado',
  one_round: 'sumas y productos de sus columnas',
};

export const leaves: typeof en.leaves = {
  title: 'Lo que sale de este equipo',
  leavesTitle: 'Sale',
  staysTitle: 'Se queda aquí',
  seesTitle: 'Lo que ve cada parte',
  round: (r) =>
    `${r.most === 1 ? 'Una vez' : `Como máximo ${count(r.most)} veces`}: ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, cifradas y enmascaradas en ${plural(r.ciphertexts, 'texto cifrado', 'textos cifrados')}. Con claves y firmas son ${bytes(r.up)}.`,
  total: (i) =>
    `En total, como máximo ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', si hacen falta todas estas rondas; probablemente menos.' : '.'),
  identity: 'Un nombre inventado solo para este entrenamiento, su dirección de red y cuándo participa.',
  statement:
    'Antes de la primera ronda, si sus filas estaban en sumas anteriores, y en cuántos entrenamientos. Quien estuvo en el mismo entrenamiento lo reconoce.',
  words:
    'Al promotor y a los demás aportantes de datos, unas palabras que le identifican y que son las mismas en todos los entrenamientos.',
  stays: [
    'Su archivo, su nombre y cada una de sus filas.',
    'Cuántas filas tiene usted: ese número va dentro del cifrado.',
    'Las claves secretas creadas para este entrenamiento.',
  ],
  facilitator: 'El intermediario, el servidor que está en medio, transmite mensajes cifrados. No puede leerlos.',
  modelOwner: (i) =>
    `El promotor solo puede abrir el total de al menos ${owners(i.cohort.min)}, nunca el de usted solo.`,
  pooled: (i) =>
    (i.model.kind === 'describe'
      ? 'Los totales son recuentos y sumas de todos los aportantes; con ellos no se hace ningún modelo.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Los totales muestran cómo varían juntas las columnas entre todos los aportantes, y dan el modelo.'
        : 'Los totales dan el modelo, ronda a ronda.') +
    (i.privacy ? ' El ruido oculta en ellos su parte.' : ' Usted decide si un total revela demasiado sobre usted.'),
  model: (i) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Usted y los demás aportantes ven el modelo después de cada ronda, y pueden calcular con él el total de cada ronda.' +
        (i.privacy ? '' : ' Si todos los demás juntan lo que saben, averiguan su parte.')
      : i.model.kind !== 'describe'
        ? 'Usted y los demás aportantes no ven el modelo.'
        : 'Usted y los demás aportantes no ven los totales.',
};

export const expected: typeof en.expected = {
  title: 'Tiempo y bytes',
  measuring: 'Midiendo la velocidad de este equipo…',
  time: (i) =>
    `${likely(i)}: ${duration(i.estimate.seconds)} de trabajo en este equipo en total` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} por ronda de ajuste` : '') +
    ', más la espera a los demás.',
  bytes: (i) =>
    `Con ello se envían unos ${bytes(i.estimate.bytesUp)} y se reciben como máximo ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Presupuesto de privacidad',
  about: (p) =>
    `Se añade ruido para que el resultado diga poco sobre ${p.unit === 'record' ? 'una fila cualquiera' : 'un aportante cualquiera'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} para todo el entrenamiento. ` +
    `Lo que alguien sospeche sobre ${p.unit === 'record' ? 'una fila' : 'usted'} puede volverse como máximo ${roughly(Math.exp(p.epsilon))} veces más probable, salvo con una probabilidad de alrededor de δ` +
    (p.epsilon > 5 ? ': una promesa débil.' : p.epsilon > 1.5 ? '.' : ': una promesa fuerte.'),
  own: (p) => `Este entrenamiento: ε ${about(p.spent)} de ${about(p.epsilon)} gastado`,
  all: (p) =>
    `Todos sus entrenamientos: ε ${about(p.spentAll)}` +
    (p.limit ? ` de su límite ${about(p.limit)}` : ', sin un límite suyo'),
  limit: 'Parar cuando todos mis entrenamientos juntos hayan gastado este ε sobre mí',
  limitHint: (p) =>
    p.limit
      ? `Límite actual: ${value(p.limit)}. Escriba 0 para quitarlo. Al alcanzarlo, usted deja de contribuir automáticamente.`
      : `Sin un límite, usted sigue hasta que termine el entrenamiento. Este entrenamiento pide ε ${value(p.epsilon)}.`,
};

// --- Quién pregunta, para qué, y la hoja para quienes responden de la protección de datos.

const fields: typeof en.asking.fields = [
  ['contact', 'Contacto'],
  ['closing', 'Último día para participar'],
  ['return', 'Qué obtiene usted'],
  ['approval', 'Aprobado por'],
  ['approval_number', 'Número de aprobación'],
  ['legal_basis', 'Base jurídica'],
  ['controller', 'Responsable del tratamiento'],
  ['retention', 'Plazo de conservación de los resultados'],
];

export const asking: typeof en.asking = {
  title: 'Quién se lo pide',
  own: 'En palabras del propio promotor. Nadie las ha comprobado; compare las palabras de abajo con alguien que usted conozca allí.',
  nothing:
    'El promotor no dice nada sobre sí mismo. Pregunte quién es y para qué sirve el resultado antes de participar.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Más información',
  links: 'Páginas sobre el tema',
  logo: 'Logotipo que usa el promotor',
  calendar: 'Añadir el último día a mi calendario',
  event: (training) => `Último día para participar: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Hoja de protección de datos',
  open: 'Para su delegado de protección de datos',
  print: 'Imprimir esta hoja',
  purpose: 'Finalidad',
  asker: 'Quién lo pide',
  notSaid: 'no se indica',
  training: 'Entrenamiento',
  fingerprint: 'Huella de la descripción firmada',
  columns: 'Columnas que se leen',
  measures: 'Protección',
  measure: (i) => [
    `Las sumas se cifran con una clave de Paillier de ${i.keyBits} bits que solo el promotor puede abrir, y se enmascaran de modo que solo se abran como total de al menos ${owners(i.cohort.min)}.`,
    'Las filas se leen solo en el navegador. Cada mensaje va firmado, y el recibo enumera todo lo que salió.',
    ...(i.privacy
      ? [`El ruido mantiene todo el entrenamiento dentro de ε = ${i.privacy.epsilon} y δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Qué riesgo queda',
  remain: [
    'Un total sobre pocas filas revela mucho acerca de ellas.',
    'Si todos los demás aportantes fueran inventados, un total sería únicamente su parte. Compare las palabras con los demás.',
    'Este equipo, este navegador y esta página deben ser de confianza.',
  ],
  consent: 'Frases que se aceptan',
};

// --- El archivo: cómo encaja en el entrenamiento y cómo leerlo de otra manera.

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Este archivo aún no encaja',
  badLead: (n) =>
    `Se ${word(n, 'ha encontrado', 'han encontrado')} ${plural(n, 'problema')}. Corrija el archivo y elíjalo de nuevo; no se ha enviado nada.`,
  unreadable: 'No se ha podido leer el archivo.',
  places: 'Filas',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemas',
  column: 'Columna',
  rule: 'Problema',
  wholeFile: 'archivo',
  readyTitle: 'Su archivo encaja',
  readyLead: (n, name) => `${word(n, 'Participará', 'Participarán')} ${rows(n)} de ${name}.`,
  dropped: (n) => `Se ${word(n, 'omite', 'omiten')} ${rows(n)} con una celda vacía.`,
  ignored: (names) => `No se usan: ${names.join(', ')}.`,
  renamed: (header, column) => `Su columna «${header}» se lee como ${column}.`,
  multiplied: (header, factor) => `${header} se multiplica por ${by(factor)}.`,
  respelled: (text, level) => `«${text}» se lee como ${level}.`,
  asItIs: 'Leer el archivo tal como está',
  decimalComma: 'Los números se leen con coma decimal.',
  preview: 'Primeras filas de su archivo (solo en su pantalla)',
  time: (i) =>
    `${likely(i)}, con ${duration(i.estimate.secondsPerRound)} de trabajo aquí ${i.estimate.rounds > 1 ? 'en cada una' : 'en ella'}, más la espera a los demás.`,
  start: 'Contribuir',
  startLead:
    'Mantenga abierta esta pestaña hasta que termine el entrenamiento. Puede hacer una pausa o abandonar en cualquier momento.',
  choices: 'Más opciones',
  minCohort: 'Participar solo si participan al menos tantos aportantes de datos',
  minCohortHint: (min) => `El entrenamiento mismo exige al menos ${count(min)}.`,
  onlyVouched: 'Contar solo a los aportantes por los que respondo',
  onlyVouchedHint:
    'Usted incluido. Responde por otros al comparar palabras con ellos cuando el entrenamiento tenga a sus aportantes; si son demasiado pocos, usted no participa y puede intentarlo de nuevo.',
};

export const columns: typeof en.columns = {
  title: 'Sus columnas',
  lead: 'Calculado aquí a partir de su archivo, solo para usted. Nada de esto se envía.',
  column: 'Columna',
  allowed: 'Permitido',
  found: 'En su archivo',
  renamed: (header) => `su «${header}»`,
  range: (c, s) => {
    if (s.header === '') return 'no está en el archivo';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} de ${plural(c.levels.length, 'nivel', 'niveles')}`;
    if (s.low == null || s.high == null) return 'ningún número';
    return `de ${about(s.low)} a ${about(s.high)}`;
  },
  mean: (n) => `media ${about(n)}`,
  invalid: (n) => `${count(n)} no ${word(n, 'permitido', 'permitidos')}`,
  mapped: (n, other) => `${count(n)} ${word(n, 'contado', 'contados')} como ${other}`,
  missing: (n) => plural(n, 'vacío'),
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `La mayoría de las filas entre ${value(low)} y ${value(low + span)}${outside > 0 ? `; ${count(outside)} fuera del intervalo permitido` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Hoja',
  encoding: 'Codificación del texto',
  header: 'Los nombres de las columnas están en',
  row: (n) => `la fila ${count(n)}`,
  none: 'ninguna fila: no tiene',
};

export const fixes: typeof en.fixes = {
  title: 'Puede arreglarlo aquí',
  lead: 'Esto cambia cómo la página lee el archivo; el archivo queda como está.',
  readFrom: (column) => `Leer ${column} de`,
  none: 'elija una columna de su archivo',
  twice: 'Dos columnas no pueden leerse de la misma.',
  rename: (n) => word(n, 'Usar esta columna', 'Usar estas columnas'),
  spelling: (text, level, n) => `Leer «${text}» como ${level} (${rows(n)})`,
  spellings: (n) => word(n, 'Leerlo así', 'Leerlos así'),
  factor: (header, factor) => `Multiplicar ${header} por ${by(factor)}`,
  factorLead: (header) => `La mayoría de los números de ${header} están fuera de lo permitido. ¿Están en otra unidad?`,
  twoWays: 'Algunos números de su archivo pueden leerse de dos maneras. ¿Cuál es la correcta?',
  thousands: (mark) => `1${mark}234 es mil doscientos treinta y cuatro`,
  decimals: (mark) => `1${mark}234 es un poco más que uno`,
};

// --- Preguntas que necesitan un sí, y la cuenta de lo que se dio.

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Hallado: ${has}. Exigido: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Pocas filas',
    found: (has, needs) => `Filas: ${has}. Exigidas: al menos ${needs}.`,
    yes: 'Sí, dar mis filas aunque sean pocas.',
    instead: 'O elija un archivo con más filas.',
  },
  alone: {
    title: 'Filas que están solas',
    found: (has) => `Filas que están solas: ${has}. Exigidas: ninguna.`,
    yes: 'Sí, dar también estas filas.',
    instead: 'O quite estas filas de su archivo y elíjalo de nuevo. La fila 1 es la de los nombres.',
  },
  constant: {
    title: 'Columnas que revelan su parte',
    found: (has) => `Columnas con un solo valor: ${has}. Exigidas: ninguna.`,
    yes: 'Sí, dar mis filas aunque estas columnas revelen mi parte.',
  },
  again: {
    title: 'Filas que ya estaban en sumas anteriores',
    found,
    yes: 'Sí, dar mis filas a este entrenamiento de todos modos.',
  },
  others: {
    title: '¿Son otras personas?',
    found: () => 'Hallado: desconocido. Exigido: otras personas.',
    yes: 'Sí, son otras personas.',
    instead:
      'No tiene que responder. Sin un sí se pregunta a todos los aportantes, antes de la primera ronda, si el entrenamiento puede continuar.',
  },
  consent: {
    title: 'El promotor le pide que confirme',
    found: () => '',
    yes: 'Sí',
  },
  limit: {
    title: 'Su límite de ε',
    found: (has, needs) =>
      `Con este entrenamiento: ${has === 'exact' ? 'sin cota' : `ε ${has}`}. Su límite: ε ${needs}.`,
    yes: 'Sí, participar aunque esto supere mi límite.',
  },
  shared: {
    title: 'Sumas exactas sobre un modelo que todos ven',
    found: () => 'Ruido en las sumas: ninguno. Exigido: ruido, si los aportantes ven el modelo.',
    yes: 'Sí, estoy de acuerdo.',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'Este entrenamiento necesita su sí' : 'Una pregunta sobre sus filas'),
  lead: 'Un sí vale para este entrenamiento. Una pregunta sobre las mismas filas solo vuelve si se revelara más.',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) =>
    n === 1 ? 'Una pregunta de arriba necesita antes su sí.' : `${count(n)} preguntas de arriba necesitan antes su sí.`,
  rechecked:
    'Algo ha cambiado, por lo que su archivo se ha comprobado otra vez. No se ha dado nada. Lea las preguntas y contribuya de nuevo.',
  merged: (columns) =>
    `Pocas de sus filas tienen ${columns.join(', ')}. Como pide este entrenamiento, cuentan como el nivel de todos los demás.`,
  lacks: (columns) =>
    `Todas sus filas son iguales en ${columns.join(', ')}; por lo general ninguna lo tiene. No es una pregunta, pero las sumas pueden mostrarlo.`,
  undivided: (parts) =>
    `Sus filas son demasiado pocas para dividirlas en ${parts} partes, o una quedaría sola en la suya. Con usted no se dividen las filas de nadie, y el modelo no se mide en esas partes.`,
};

export const offers: typeof en.offers = {
  title: 'Puede dar menos filas',
  take: (o) =>
    o.word === 'new'
      ? `Dejar fuera ${rows(o.rows)} que «${o.past}» no tenía, hasta que haya ${count(o.until)}. Así nadie puede restar las sumas para verlas.`
      : `Dejar fuera ${rows(o.rows)} con una celda vacía en cualquier columna, para que entrenamientos sobre otras columnas puedan apoyarse en las mismas filas.`,
};

const claims: Record<Claim, string> = {
  first: 'en ninguna suma anterior',
  same: 'las mismas filas que antes, con los mismos aportantes',
  changed: 'ya en sumas anteriores, con otras filas u otros aportantes',
};
const kind = (exact: boolean) => (exact ? 'sumas exactas' : 'sumas con ruido');
const subtracted = (d: Again['differences'][number]) =>
  `La diferencia con ${d.name === '' ? 'un entrenamiento anterior en el que usted no estaba' : `«${d.name}»`}`;

export const again: typeof en.again = {
  title: '¿Dar estas filas otra vez?',
  lead: 'Algunas filas ya estaban en sumas anteriores. Quien conozca ambas sumas puede restar una de otra. Lea qué revelaría eso y después diga sí o abandone. Nada de sus filas sale antes.',
  differencesTitle: 'Qué revela una diferencia',
  alone: (d) => [`${subtracted(d)} revelaría la parte de `, ' por sí sola.'],
  together: (d) => `${subtracted(d)} revelaría la parte de estos aportantes, sumados entre sí:`,
  how: { joined: 'no estaba allí', left: 'ya no está aquí', changed: 'tiene ahora otras filas' },
  noDifference: 'Nada que esta página sepa.',
  unknown: (n) =>
    `Usted no dijo de ${plural(n, 'suma anterior', 'sumas anteriores')} si ${word(n, 'trataba', 'trataban')} de otras personas, así que una diferencia puede revelar más.`,
  pastTitle: 'Entrenamientos anteriores con sus filas',
  noPast: 'Ninguno. La pregunta es sobre filas de otros.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${word(p.found, 'Estaba', 'Estaban')} en él ${rows(p.found)} de usted` +
    `; ${p.new === 0 ? 'ninguna es nueva' : plural(p.new, 'es nueva', 'son nuevas')}` +
    `, ${p.gone === 0 ? 'ninguna ha desaparecido' : plural(p.gone, 'ha desaparecido', 'han desaparecido')}.`,
  newRows: (p) =>
    `Nuevo en su archivo: ${p.newRows.length === 1 ? 'fila' : 'filas'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Promotor',
  statedTitle: 'Lo que declaró cada uno',
  claims,
  you: 'usted',
  yes: asked.again.yes,
  go: 'Continuar',
  said: 'Usted ha dicho que sí. El entrenamiento continúa cuando todos los demás lo hayan dicho.',
  leave: 'Si abandona, no se da nada de sus filas. A los demás se les pregunta lo mismo.',
};

const stages: Record<Stage, string> = {
  open: 'declarado, no empezado',
  passed: 'dado',
  struck: 'no dado',
};
const stageMeanings: Record<Stage, string> = {
  open: 'El entrenamiento no ha empezado. Cuenta como dado hasta que usted lo abandone.',
  passed: 'Desde entonces pudieron enviarse sumas cifradas de estas filas.',
  struck: 'El entrenamiento no empezó con usted: no se envió nada.',
};
const gaps: Record<GapReason, string> = {
  older: 'La cuenta volvió a un estado anterior, o es otra.',
  'no anchor': 'Falta la marca que muestra si la cuenta está completa.',
  restored: 'La cuenta se restauró de una copia que puede ser más antigua.',
};

export const gave: typeof en.gave = {
  open: 'Lo que usted dio',
  title: 'Lo que usted dio',
  lead: 'Cada entrenamiento con filas suyas, tal como lo anotó este navegador: antes de que pudiera salir una suma de ellas.',
  onStart:
    'Este navegador lleva la cuenta de cada suma en la que estaban sus filas, en todos los entrenamientos y para todos los promotores.',
  loading: 'Leyendo la cuenta',
  none: 'Nada todavía: este navegador no ha estado en ningún entrenamiento con filas.',
  modelOwner: 'Promotor',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${rows(g.rows)} de usted` +
    (g.held > 0 ? `, ${count(g.held)} de ellas ${word(g.held, 'reservada', 'reservadas')} para medir,` : '') +
    (g.folds > 0 ? `, también en ${count(g.folds)} partes,` : '') +
    ` entre ${owners(g.members.length)}.`,
  stated: (g) => `Usted declaró: ${claims[g.word]}.`,
  asked: 'Algunas filas ya estaban en sumas anteriores; usted dijo que sí.',
  members: 'Sus aportantes de datos',
  spentTitle: 'Ruido: el presupuesto de privacidad ε',
  spent: (s) =>
    s.sums === 0
      ? `No se ha gastado nada: no se abrió ninguna suma con ruido.${s.limit ? ` Su límite es ${about(s.limit)}.` : ''}`
      : `Se ha gastado ε ${about(s.spentAll)} en ${plural(s.sums, 'suma')} con ruido` +
        (s.limit ? `, de su límite ${about(s.limit)}.` : '. Usted no ha fijado ningún límite.'),
  exact: 'Las sumas exactas no tienen ruido, así que ningún ε cuenta lo que revelan.',
  gapsTitle: 'La cuenta puede no estar completa',
  gap: (g) => `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? ` Llegó a tener ${plural(g.known, 'línea')}.` : ''),
  gapMeaning:
    'Pueden faltar sumas anteriores. Por eso se pregunta por cada archivo que elija: ¿estaban sus personas en una suma que falta?',
  keptTitle: 'Dónde se guarda esta cuenta',
  kept: (host) =>
    `En este navegador, en el almacenamiento de ${host || 'archivos de este equipo'}. Borrar los datos de este sitio la vacía. Entonces la página ya no conoce sus sumas anteriores y no puede avisarle.`,
  server: (host) =>
    `${host}, el servidor del que viene esta página, puede hacer que su navegador la borre en cualquier momento, sin que usted lo sepa.`,
  promised: 'El navegador prometió no borrarla por su cuenta.',
  notPromised: 'El navegador puede borrarla por su cuenta si falta espacio.',
  elsewhereTitle: 'Fuera del alcance de ese servidor',
  elsewhere: 'Participe con una página propia. Esta lleva su propia cuenta, así que elija una vía y siga con ella:',
  ways: [
    { before: 'Abra ', code: 'blindfit.html', after: ' de una versión publicada de Blindfit desde su disco.' },
    { before: 'Ejecute ', code: 'dataowner serve', after: ' en su equipo y abra la dirección que muestra.' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'Copiar esta orden',
  copied: 'Copiada',
  close: 'Cerrar',
};

// --- Entrenamientos con depositarios: el formulario, el código, lo que sigue al único envío y los resultados publicados.

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');
const contributions = (n: number) => plural(n, 'contribución', 'contribuciones');

export const campaign: typeof en.campaign = {
  formTitle: 'Sus respuestas',
  formLead:
    'Se convierten en un único mensaje cifrado en este equipo. Nadie puede leerlo por separado; solo se abren sumas de muchas personas.',
  rowTitle: 'O introduzca una fila a mano',
  fileInstead: 'O aporte un archivo',
  range: (c) => (c.min == null || c.max == null ? '' : `de ${value(c.min)} a ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `en pasos de ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, con un control deslizante`,
  choose: 'Elija una opción',
  none: 'Sin respuesta',
  optional: 'Puede dejarlo en blanco.',
  problems: {
    empty: 'Responda a esto, por favor.',
    number: 'Escriba un número, por ejemplo 12.5.',
    whole: 'Escriba un número entero.',
    below: (c) => `Escriba un número que sea al menos ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c) => `Escriba un número que sea como máximo ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c) => `Escriba un múltiplo de ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Elija una de las respuestas.',
  },
  left: (n) => (n === 0 ? '' : n === 1 ? 'Falta una respuesta.' : `Faltan ${n} respuestas.`),
  send: 'Contribuir',
  sendLead: 'Sale un solo mensaje; después puede cerrar esta página.',

  codeTitle: 'Su código',
  codeLead: 'Este entrenamiento necesita el código que se le envió: veinte letras y cifras.',
  code: 'Código',
  codeHint: 'Las mayúsculas, los espacios y los guiones no importan.',
  codeOpen: 'Continuar',

  givenTitle: 'Ya puede cerrar esta página',
  given: 'Su contribución ha llegado y está guardada.',
  opened: (i) =>
    i?.close
      ? `Se abrirá junto con otras después del ${i.close} (UTC)${i.putOff ? ' (fecha que se ha aplazado)' : ''}, o antes si el promotor cierra el entrenamiento.`
      : 'Se abrirá junto con otras cuando el promotor cierre el entrenamiento.',
  together: (i) => (i?.batch ? `Nunca se abren sumas de menos de ${contributions(i.batch)}.` : ''),
  until:
    'Hasta entonces puede abrir el mismo enlace en este navegador para corregirla o retirarla. Más adelante quizá se muestren aquí los resultados.',
  correct: 'Corregir',
  correctLead: 'Sus respuestas no se guardan en este equipo: dé todas de nuevo. Solo cuenta la última contribución.',
  withdraw: 'Retirar',
  withdrawQuestion: '¿Retirar su contribución? No se contará.',
  notYet: 'aún sin abrir',
  withdrawnTitle: 'Retirada',
  withdrawn: 'Su contribución no se contará. Hasta que se cierre el entrenamiento puede contribuir de nuevo.',
  again: 'Contribuir de nuevo',
  kept: 'Es demasiado tarde para eso: la contribución queda como estaba.',

  resultsTitle: 'Resultados',
  resultsLead: (owners, made) => `De ${contributions(owners)}, publicados el ${made}.`,
  noise: 'Cada número contiene ruido aleatorio que protege a cada persona.',
  hidden: (below) => `Se omiten los recuentos de 1 a ${below - 1} y los que permitirían deducirlos.`,
  rounded: (to) => `Los recuentos se redondean a múltiplos de ${to}.`,
  signed: 'Firmado por el promotor',
  tables: { summary: 'Resumen', tests: 'Contrastes', coefficients: 'Modelo', fit: 'Calidad del ajuste' },
  receipt: 'Lo que aporté',
};

// --- Un entrenamiento en marcha: rondas, los demás aportantes y cada byte que se envió.

const phases: Record<AttemptPhase, string> = {
  ...en.names.phases,
  keys: 'Acordar las máscaras',
  upload: 'Calcular, cifrar, enviar',
  reveal: 'Abrir la suma',
  finish: 'El promotor suma',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'ajuste del modelo',
  statistics: 'medición de las columnas',
  evaluation: 'medición del resultado',
  one_round: 'ajuste del modelo',
};

export const running: typeof en.running = {
  joining: 'Entrando en el entrenamiento',
  joiningLead: 'Se comunica al intermediario que usted participa.',
  lobbyTitle: 'Esperando a otros aportantes de datos',
  lobby: (enrolled, start) =>
    enrolled < start
      ? `${word(enrolled, 'Ha llegado', 'Han llegado')} ${count(enrolled)} de ${owners(start)}. El entrenamiento empieza cuando estén todos.`
      : `${word(enrolled, 'Ha llegado', 'Han llegado')} ${owners(enrolled)}. El promotor inicia el entrenamiento.`,
  vouchTitle: 'Compare palabras con los demás',
  vouch:
    'Este entrenamiento es un círculo: cada aportante responde por todos los demás. Llame a cada uno, compare las palabras y márquelos abajo. Antes de eso, usted no participa.',
  statementsTitle: 'Antes de la primera ronda',
  statements:
    'Cada aportante declara si sus filas estaban en sumas anteriores, porque dos sumas pueden restarse. No tiene que hacer nada: se le pregunta si la diferencia revela algo.',
  waitingTitle: 'Esperando la próxima ronda',
  waiting: 'El promotor la prepara. No tiene que hacer nada.',
  absent: 'La próxima ronda empieza cuando todos hayan vuelto.',
  roundTitle: (e) => `Ronda ${count(e.round ?? 0)}`,
  atMost: (n) => `como máximo ${rounds(n)}`,
  kind: (kind) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n) => `intento ${count(n)}`,
  phase: (phase) => entry(phases, phase) ?? phase,
  phasesLabel: 'Fases de esta ronda',
  waitsFor: 'Se espera a',
  you: 'usted',
  present: (n, members) => `${word(n, 'Conectado', 'Conectados')}: ${count(n)} de ${owners(members)}`,
  timeLeft: (ms) => stop(`quedan ${duration(ms / 1000)} en esta fase`),
  workLeft: (seconds) => stop(`quedan ${duration(seconds)} de trabajo`),
  progress: (done, likely, most) =>
    `${word(done, 'Hecha', 'Hechas')}: ${count(done)} de ${likely < most ? `probablemente ${count(likely)} y ` : ''}como máximo ${rounds(most)}`,
  remaining: (seconds, probably) =>
    `A este ritmo, ${probably ? 'probablemente ' : ''}${duration(seconds)} más${probably ? '' : ', si hacen falta todas las rondas'}.`,
  offline: 'Este equipo está sin conexión. El entrenamiento sigue automáticamente cuando vuelva la conexión.',
  pausedTitle: 'En pausa',
  paused: 'Usted no participa hasta que reanude. Los demás le esperan.',
  reconnectingTitle: 'Conexión perdida',
  reconnecting: 'La página intenta conectarse de nuevo. Su lugar se conserva; una ronda interrumpida se repite.',
  abortedTitle: 'Este intento terminó sin resultado',
  aborted: {
    missing:
      'Un aportante no respondió a tiempo. No se abrió ninguna suma. La ronda se repite cuando todos hayan vuelto.',
    left: 'Un aportante abandonó la ronda. No se abrió ninguna suma. La ronda se repite cuando todos hayan vuelto.',
    round_rejected: 'El promotor no pudo usar la suma. Es posible que la ronda se repita.',
  },
  abortedOther: 'No se abrió ninguna suma. Es posible que la ronda se repita.',
  stoppedTitle: 'Su participación en este entrenamiento ha terminado',
  notJoinedTitle: 'No ha podido entrar en este entrenamiento',
  notify: 'Avisarme cuando empiece y termine',
  news: {
    begun: 'El entrenamiento ha empezado.',
    asked: 'Se le pregunta algo antes de continuar.',
    ended: 'El entrenamiento ha terminado.',
    stopped: 'Su participación en el entrenamiento ha terminado.',
  },
  pause: 'Pausa',
  resume: 'Reanudar',
  leave: 'Abandonar',
  leaveQuestion: '¿Abandonar este entrenamiento?',
  leaveLead:
    'Todo lo calculado a partir de sus filas se descarta de inmediato. Las sumas que ya se sumaron no pueden retirarse. Quizá los demás tengan que esperarle.',
  leaveYes: 'Abandonar',
  leaveNo: 'Quedarme',
};

export const members: typeof en.members = {
  title: 'Los aportantes de datos',
  lead: 'Llame a los demás y pídales que le lean sus palabras. Las palabras son las mismas en todos los entrenamientos, y las marcas se recuerdan.',
  you: 'usted',
  compared: 'He comparado estas palabras',
  called: 'En este entrenamiento:',
  line: 'Su línea para un archivo de miembros:',
  circle: (marked, all) =>
    `Esto es un círculo: ${word(marked, 'está marcado', 'están marcados')} ${count(marked)} de ${count(all)}, contándole a usted. Usted participa cuando lo estén todos.`,
  alone: 'Los demás aparecen cuando el promotor los haya admitido.',
  onlyVouched: (counted, least) =>
    `Se cuenta solo a usted y a los aportantes que haya marcado, ${count(counted)} hasta ahora. Usted participa solo si se cuentan al menos ${count(least)}.`,
  fewTitle: 'Demasiado pocos aportantes por los que usted responde',
  everybody: (least) =>
    `Se cuenta a todos los aportantes que el promotor admita, comparados o no. Usted participa solo si se cuentan al menos ${count(least)}.`,
  again: 'Intentar de nuevo',
};

export const timeline: typeof en.timeline = {
  title: 'Rondas',
  none: 'Aún no hay ninguna ronda.',
  accepted: 'hecha',
  running: 'en curso',
  again: 'se repite',
  label: (round, status) => `Ronda ${count(round)}: ${status}`,
  earlier: (n) => `${rounds(n)} antes`,
  look: 'Elija una ronda para ver cada byte que envió.',
};

export const charts: typeof en.charts = {
  title: 'Cómo va',
  over: 'Cómo fue',
  cohort: 'Aportantes sumados juntos, por ronda',
  lost: 'A trazos: una suma que no se usó, o aún no.',
  cohortLabel: (list) =>
    list.length === 0
      ? 'Aún no hay ninguna ronda'
      : `${plural(list.length, 'envío')}, ${word(list.length, 'sumado', 'sumados')} con entre ${count(Math.min(...list.map((u) => u.owners)))} y ${owners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'Cuánto se mueve el modelo, por ronda',
  convergenceLabel: (first, last) =>
    `De 10 elevado a ${first.toFixed(1)} al principio a 10 elevado a ${last.toFixed(1)} ahora`,
};

export const slots: typeof en.slots = {
  label: (l) =>
    `Un texto cifrado contiene ${plural(Math.min(l.perCiphertext, l.values), 'valor', 'valores')} de ${count(l.slotBits)} bits, después ${count(l.canaryBits)} bits que deben seguir a cero y ${count(l.countBits)} bits que cuentan aportantes.`,
  lowest: 'bit más bajo',
  highest: (bits) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l) => [
    {
      kind: 'slot',
      name: plural(l.values, 'valor', 'valores'),
      about: `de ${count(l.slotBits)} bits cada uno: bastante para el total de todos los aportantes`,
    },
    { kind: 'canary', name: 'Control', about: `${count(l.canaryBits)} bits que son cero en todo total honesto` },
    {
      kind: 'count',
      name: 'Recuento',
      about: `${count(l.countBits)} bits que muestran cuántos aportantes hay en el total`,
    },
    { kind: 'rest', name: 'Sin usar', about: 'cero' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round) => `Ronda ${count(round)}: lo que salió de este equipo`,
  open: (round) => `Mostrar los bytes enviados en la ronda ${count(round)}`,
  look: 'Ver',
  all: (s) =>
    `${plural(s.values, 'valor', 'valores')} en ${plural(s.ciphertexts, 'texto cifrado', 'textos cifrados')}, ${bytes(s.bytesUp)} después de un mensaje firmado de ${bytes(s.headBytes)}.`,
  encrypted:
    'Esto es todo lo que salió de sus datos en esta ronda. Está cifrado, y enmascarado de modo que solo pueda leerse el total.',
  layoutTitle: 'Contenido de un texto cifrado',
  valuesTitle: (n) => (n === 1 ? 'El valor por su nombre' : `Los ${count(n)} valores por su nombre`),
  value: (label, i, n) =>
    i === n - 1
      ? 'cuántas filas tiene usted'
      : i === n - 2
        ? 'el error en sus filas'
        : `hacia dónde debe moverse ${label}, según sus filas`,
  bytesTitle: 'Los bytes',
  length: 'Longitud del mensaje',
  message: 'Mensaje firmado',
  ciphertext: (i, n) => (n === 1 ? 'Texto cifrado' : `Texto cifrado ${count(i)} de ${count(n)}`),
  verified: 'Estos son los bytes del cuerpo de la petición. Su huella es la del mensaje firmado.',
  altered: 'Los bytes guardados aquí no son los que se firmaron: algo en este equipo los cambió.',
  gone: 'Los bytes mismos no se guardaron: el entrenamiento envía demasiados. Su huella está abajo y en el recibo.',
  start: (n) => `Se muestran los primeros ${bytes(n)}.`,
  signedTitle: 'El mensaje firmado',
  digest: 'Huella de los textos cifrados (SHA-256)',
  requestsTitle: 'Todas las peticiones de esta ronda',
  requests: 'Las claves y las firmas no contienen datos. No se envió nada más en esta ronda.',
  earlier: 'La lista ya no las tiene: se hicieron antes de cargar la página, o hace demasiado tiempo.',
  panelTitle: 'Ver lo mismo en el navegador',
  panel: (s) => [
    'Abra las herramientas de desarrollo (F12, en un Mac ⌥⌘I) y elija Red. Solo se listan las peticiones hechas mientras están abiertas.',
    `Elija la petición PUT cuya dirección termina en rounds/${s.round}/${s.attempt}/uploads/… y mire su contenido.`,
    'Compárelo con los bytes de arriba, o guarde ambos y compare sus SHA-256.',
    'La lista tiene todas las peticiones de esta página: busque cualquier otra cosa que haya salido.',
  ],
  before: 'Anterior',
  after: 'Siguiente',
  save: 'Guardar estos bytes',
  close: 'Cerrar',
};

export const traffic: typeof en.traffic = {
  title: 'Enviado y recibido',
  sent: 'enviado',
  received: 'recibido',
  details: 'Todas las peticiones de esta visita',
  path: 'Petición',
  hint: 'El panel de red de su navegador muestra la misma lista.',
  kernel: {
    simd: 'Cifrado con la aritmética vectorial del navegador.',
    bigint: 'Cifrado con los enteros grandes del navegador.',
    go: 'Cifrado con el núcleo de WebAssembly.',
  },
};

// --- En qué situación está el lugar de una persona en un entrenamiento: antes de entrar y mientras espera.

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Este entrenamiento ha empezado',
      lead: 'Sus aportantes de datos ya están fijados, y en este navegador usted no es uno de ellos. Si ya entró, abra el enlace en el navegador con el que lo hizo.',
    },
    finished: {
      title: 'Este entrenamiento ha terminado',
      lead: 'Ya no admite más datos. Pregunte a quien le envió el enlace si habrá otro.',
    },
    revoked: {
      title: 'Este enlace se ha anulado',
      lead: 'El promotor ya no lo acepta. Si todavía quiere participar, pida uno nuevo a quien se lo envió.',
    },
    late: {
      title: 'Este enlace ha caducado',
      lead: 'El último día para participar con él ya ha pasado. Pregunte a quien se lo envió si hay otro.',
    },
    full: {
      title: 'Este entrenamiento está completo',
      lead: 'Ya participan tantos como plazas tiene. Pregunte a quien le envió el enlace si queda libre alguna.',
    },
  },
  nothing: 'No se ha leído nada de su equipo.',
  notes: {
    joined: {
      title: 'Usted ya ha entrado en este entrenamiento',
      lead: 'Todavía no ha empezado. Elija de nuevo su archivo y deje esta página abierta, para estar presente cuando empiece. Hasta entonces también puede elegir otro archivo.',
    },
    used: {
      title: 'Alguien ya ha entrado con este enlace',
      lead: 'Cada enlace es para un solo aportante de datos. Si fue usted, en otro navegador o antes de que se borrara su almacenamiento, continúe: cuenta el que está conectado. Si no, avise a quien le envió el enlace y pida uno propio.',
    },
    twice: {
      title: 'Usted ya está en este entrenamiento, con otro enlace',
      lead: 'Cada aportante de datos cuenta una sola vez. No pase este enlace a nadie; avise al promotor de que no hace falta.',
    },
    unknown: {
      title: 'El promotor no conoce este enlace',
      lead: 'Se hizo para otro entrenamiento, o los registros del promotor son anteriores al enlace. Pida uno nuevo antes de continuar.',
    },
  },
  waiting: {
    used: {
      title: 'Otro navegador ocupa este lugar',
      lead: 'Hay otra conexión con el mismo enlace, y solo cuenta una. Si es usted, cierre la otra página. Si no, avise al promotor y pida un enlace propio.',
    },
    twice: {
      title: 'Usted ya está en este entrenamiento',
      lead: 'También entró con otro enlace, y cuenta una sola vez. Aquí puede abandonarlo.',
    },
    revoked: {
      title: 'No se le ha admitido',
      lead: 'El promotor ha anulado su enlace. Pregúntele el motivo; no se ha enviado nada de sus filas.',
    },
    unknown: {
      title: 'No se le ha admitido',
      lead: 'El promotor no conoce el enlace con el que usted ha llegado. Pídale uno nuevo; no se ha enviado nada de sus filas.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `Admitidos: ${count(admitted)} de ${owners(start)}. El entrenamiento empieza cuando estén todos.`
      : `Admitidos: ${owners(admitted)}. El promotor pone en marcha el entrenamiento.`) +
    (others > 0
      ? ` ${word(others, 'Ha entrado', 'Han entrado')} ${plural(others, 'persona más que no cuenta', 'personas más que no cuentan')}.`
      : ''),
  notLooked: 'El promotor todavía no ha mirado a quién admite.',
  reconsider: 'Elegir otro archivo',
  keep: 'Continuar automáticamente cuando la página se cargue de nuevo',
  keepHint:
    'Sumas de sus filas, nunca las filas, se quedan en este navegador hasta que termine el entrenamiento: cifradas con una clave que ningún script puede extraer, y borradas al final.',
  cancel: 'Detener la comprobación',
  loading: 'Se está cargando el programa de la página: unos 1,6 MB, una sola vez. Su conexión parece lenta.',
};

// --- El final de un entrenamiento o de la página, y consejos ante problemas.

export const done: typeof en.done = {
  title: 'Gracias',
  leftTitle: 'Usted se ha ido',
  lead: (reason) => ending(reason) ?? 'El entrenamiento ha terminado.',
  summary: (rounds, up) =>
    `Usted participó en ${plural(rounds, 'ronda aceptada', 'rondas aceptadas')} y envió ${bytes(up)} de sumas cifradas.`,
  nothing: 'No se usó ninguna suma cifrada suya.',
  tableTitle: 'Lo que salió de este equipo',
  round: 'Ronda',
  size: 'Tamaño',
  among: 'En una suma de',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : 'no usada'),
  digest: 'Huella del envío',
  bytes: 'Bytes',
  save: 'Guardar el recibo',
  saveLead:
    'El recibo contiene las huellas de sus envíos, para que más adelante pueda demostrar qué envió. No contiene nada de sus filas.',
  close: 'Puede cerrar esta pestaña.',
  another: 'Participar en otro entrenamiento',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'La página ha tenido que parar',
  failed:
    'Algo ha fallado dentro de la página. Todo lo calculado a partir de sus filas ha desaparecido de su memoria. Vuelva a cargar la página para continuar.',
  details: 'Detalles',
  reload: 'Volver a cargar',
  unsupportedTitle: 'Este navegador no puede participar',
  unsupported: (missing) =>
    `${word(missing.length, 'Le falta', 'Le faltan')}: ${missing.join(', ')}. Use una versión actual de Firefox, Chrome, Edge o Safari. No se ha enviado nada.`,
  insecure: 'Esta página debe abrirse por https o desde este mismo equipo. No se ha enviado nada.',
  bareTitle: 'Esta página fue alterada por el camino',
  bare: 'Llegó sin la política que impide el código ajeno. Avise a quien opera este servidor. No se ha leído ni enviado nada.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'enteros grandes',
    worker: 'procesos de trabajo (workers)',
    storage: 'almacenamiento para esta página',
    locks: 'bloqueos entre pestañas',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Compruebe su conexión e inténtelo de nuevo.';
    case 'internal':
      return 'Vuelva a cargar la página. Si se repite, avise al promotor.';
    default:
      return '';
  }
}

export { bytes, day, sentence, told };
