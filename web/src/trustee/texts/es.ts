/** Las frases de la página del depositario. */
import type { Texts } from '.';

export const trustee: Texts['trustee'] = {
  promise: 'Su clave se queda en este equipo.',
  title: 'Ser depositario',
  lead: 'Las contribuciones a un entrenamiento solo se abren si cada uno de sus depositarios libera su parte. Aquí guarda usted una de esas partes, con una clave en un archivo propio. No ve datos, ni sumas, ni modelos.',
  served:
    'Esta página viene del intermediario. Si la alterara, podría tomar su clave: compárela con una versión publicada, o abra en su lugar el archivo blindfit-trustee.html de una versión publicada.',
  openTitle: 'Abrir su archivo de clave',
  file: 'Archivo de clave (el más reciente)',
  passphrase: 'Frase de contraseña',
  facilitator: 'Dirección del intermediario',
  open: 'Abrir',
  makeTitle: '¿Aún no tiene clave?',
  makeLead:
    'La clave se crea en este navegador y se guarda en un archivo bajo una frase de contraseña. Ninguna de las dos sale de este equipo. Si las pierde, nadie puede ayudarle.',
  fresh: (least) => `Nueva frase de contraseña, de al menos ${least} caracteres`,
  again: 'La misma frase de contraseña otra vez',
  differ: 'Las dos no coinciden.',
  make: 'Crear una clave',
  madeTitle: 'Guarde su archivo de clave',
  madeLead: (name) => `Se ha creado el archivo ${name}. Guárdelo donde usted lo encuentre, y nadie más.`,
  saveFile: 'Guardar el archivo',
  publish:
    'Dé esta línea a los promotores y publique las palabras donde miren los aportantes de datos: ellos las comparan.',
  line: 'Su línea',
  words: 'Sus palabras',
  openMade: 'Abra el archivo que ha guardado',
  newestTitle: '¿Es este su archivo más reciente?',
  newestLead:
    'Este navegador no ha usado antes esta clave, así que no puede saberlo. No debe usarse un archivo más antiguo: con él se podría responder dos veces a un entrenamiento, lo que expondría a personas concretas. Busque otros archivos de esta clave; el número del nombre crece.',
  last: 'Última anotación',
  newestYes: 'Sí, es el más reciente',
  newestNo: 'Elegir otro archivo',
  deskTitle: 'Entrenamientos que le nombran',
  unreachable: 'Ahora no se puede llegar al intermediario. La página lo intenta de nuevo.',
  saveTitle: 'Guarde primero su nuevo archivo de clave',
  saveLead:
    'Lo que ha aceptado queda escrito en su archivo de clave. No se envía nada antes de que lo haya guardado y mostrado aquí.',
  saveFirst: 'Guarde',
  saveThen: 'Elija el archivo que acaba de guardar',
  saveAfter: 'Desde entonces solo vale el archivo nuevo. Conserve el antiguo si quiere, pero no lo abra nunca más.',
  waitingTitle: 'Espera su respuesta',
  nothingWaits: 'Ahora nada espera su respuesta. La página mira cada pocos segundos.',
  refusedTitle: 'Sin respuesta',
  refusedLead:
    'Estos incumplen una regla que usted mantiene. No tiene que hacer nada; quizá el promotor le pregunte por ello.',
  signedTitle: 'Lo que ha firmado',
  nothingSigned: 'Nada todavía.',
  accepted: (day) => `aceptado el ${day}`,
  released: (day, cells) => `liberado el ${day}, celdas: ${cells}`,
  answered: (struck) => `El cierre está comprobado. Contribuciones que usted tacha: ${struck}.`,
  sent: 'Su parte ha sido liberada.',
  leaveOpen: 'Puede cerrar esta página cuando quiera. Las contribuciones le esperan.',
  moveTitle: 'Trasladar esta clave al programa trustee',
  moveLead:
    'La clave y su registro continúan en un programa, en un equipo con una carpeta y un segundo soporte. La página escribe una última línea en el archivo de clave, que usted guarda; desde entonces esta página no firma nada más con esta clave.',
  move: 'Trasladar la clave',
  askAccept: 'le pide que guarde una parte de sus máscaras.',
  askRelease: 'está cerrado y pide su parte.',
  organisation: 'Organización',
  purpose: 'Finalidad',
  asker: 'Palabras del promotor',
  training: 'Palabras del entrenamiento',
  model: 'Modelo',
  columns: 'Columnas',
  noise: 'Ruido',
  noiseOf: (epsilon, delta, unit) =>
    `ε = ${epsilon}, δ = ${delta}, por cada ${unit === 'owner' ? 'aportante de datos' : 'fila'}`,
  cells: 'Se abren juntas',
  cellsOf: (least) => `al menos ${least} contribuciones`,
  contributions: 'Contribuciones',
  contributionsOf: (all, struck) => `${all}, de ellas tachadas: ${struck}`,
  closed: 'Tamaños de las celdas',
  meansAccept:
    '¿Es el promotor quien dice ser? ¿Esperarían las personas este uso de sus datos? ¿Son los números bastante grandes?',
  meansRelease: 'La libera una sola vez. Nunca se responde a otro cierre de este entrenamiento.',
  accept: 'Aceptar el entrenamiento',
  release: 'Liberar mi parte',
  stoppedTitle: 'Detenido',
  restart: 'Cargar la página de nuevo',
  needed: 'El archivo que hace falta:',
  problems: {
    passphrase: {
      text: 'Esta frase de contraseña no abre el archivo.',
      way: 'Escríbala de nuevo, o elija otro archivo.',
    },
    short: {
      text: 'La frase de contraseña es demasiado corta.',
      way: 'Use al menos 12 caracteres, por ejemplo cuatro palabras.',
    },
    malformed: {
      text: 'No es el archivo de clave de un depositario, o está dañado.',
      way: 'Elija el archivo que creó esta página. Su nombre empieza por «trustee-» y termina en «.key».',
    },
    program: {
      text: 'Es el archivo de clave del programa trustee. Su registro está en otros archivos, por eso no se usa aquí.',
      way: 'Siga con el programa, traiga la clave aquí con «trustee move», o cree una clave para esta página.',
    },
    stale: {
      text: 'Este archivo es más antiguo que lo que ha firmado esta clave. Con él se podría responder dos veces a un entrenamiento, lo que expondría a personas concretas.',
      way: 'Elija el archivo más reciente. Si se ha perdido, esta clave no firma nada más: cree una nueva, publique sus palabras y avise a los promotores de los entrenamientos que aceptó.',
    },
    apart: {
      text: 'Dos archivos de esta clave se han separado: este no es el último que se usó aquí.',
      way: 'Elija el último archivo usado. Si se ha perdido, esta clave no firma nada más: cree una nueva y avise a los promotores de los entrenamientos que aceptó.',
    },
    not_saved: {
      text: 'Este no es el archivo que había que guardar.',
      way: 'Guarde el archivo de nuevo y elija exactamente ese.',
    },
    moved: {
      text: 'Esta clave se trasladó a un programa. Sus archivos de clave ya no firman nada aquí.',
      way: 'Siga con el programa: «trustee move --back» toma el último archivo de clave guardado.',
    },
    gone: {
      text: 'Esto ya no espera su respuesta, o ha cambiado entretanto.',
      way: 'Lea lo que se muestra ahora y decida de nuevo.',
    },
    memory: {
      text: 'Este navegador no guarda nada, así que no se notaría un archivo más antiguo. No se ha enviado nada.',
      way: 'Salga de la navegación privada, haga sitio o use otro navegador; después abra la página de nuevo.',
    },
    address: {
      text: 'No es la dirección de un intermediario.',
      way: 'Use la dirección de su invitación, por ejemplo https://….',
    },
    internal: {
      text: 'La página no puede continuar.',
      way: 'Cárguela de nuevo y abra su archivo de clave más reciente.',
    },
    second_tab: {
      text: 'Esta clave se está usando en otra pestaña.',
      way: 'Siga allí, o ciérrela y abra el archivo aquí de nuevo.',
    },
    fatal: {
      text: 'El programa de la página se ha detenido.',
      way: 'Cargue la página de nuevo y abra su archivo de clave más reciente.',
    },
  },
};
