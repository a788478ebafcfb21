/** Lo que comunica el programa. */
import { speaker, type Codes, type Sentences } from '../say';
import { count, plural, sentence as stop } from './words';

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

export const { sentence, told } = speaker(sentences, codes, stop, count);
