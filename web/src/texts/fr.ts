/** Toutes les phrases de la page en français, un module par partie du parcours, comme dans `../en`. */
import type {
  Again,
  Column,
  Gap,
  Given,
  Invitation,
  Layout,
  Offer,
  PageCode,
  Privacy,
  Problem,
  Question,
  Sent,
  Spending,
  StateEvent,
  Summary,
  Upload,
} from '../contract';
import { formats } from '../format';
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
import { entry, mostRounds, sentence as stop, spans } from './plain';
import { speaker, type Codes, type Sentences } from './say';
import * as en from './en';

// --- Tournures communes à plusieurs parties de la page.

const { about, bytes, count, day, duration, roughly, value } = formats({
  language: 'fr',
  about: (length) => `environ ${length}`,
  instant: 'moins d’une seconde',
});

/** En français, zéro et un sont au singulier. */
const plural = (n: number, one: string, many = one + 's') => `${count(n)} ${n < 2 ? one : many}`;
export const owners = (n: number) => plural(n, 'détenteur de données', 'détenteurs de données');
export const rows = (n: number) => plural(n, 'ligne');
const rounds = (n: number) => plural(n, 'tour');

const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Un tour'
    : `${i.estimate.rounds < mostRounds(i) ? 'Probablement' : 'Au plus'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'L’entraînement est terminé.',
  stopped: 'Le commanditaire a mis fin à l’entraînement.',
  left: 'Vous avez quitté l’entraînement.',
  contributed: 'Votre contribution est chez l’intermédiaire.',
  withdrawn: 'Vous avez retiré votre contribution.',
};
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- Ce que le programme signale.

export const sentences: Sentences = {
  '%d cells': (n) => plural(Number(n), 'cellule'),
  '%d names': (n) => plural(Number(n), 'nom'),
  '%d of %d data owners are vouched for, this one included; at least %d are asked for':
    'vous vous portez garant de {0} détenteurs sur {1}, vous compris ; il en faut au moins {2}',
  '%s (one differs only in upper and lower case)': '{0} (l’une ne diffère que par les majuscules et les minuscules)',
  '%s: %d rows are gone, changed, or on the other side of the holdout':
    '{0} : {1} lignes ont disparu, ont changé ou sont de l’autre côté du partage',
  '%s: %s (and %d more)': '{0} : {1} (et {2} autres)',
  '%s: it is %s': '{0} : elle est de {1}',
  '%s: it is shorter than it was, or another one': '{0} : il est plus court qu’avant, ou c’en est un autre',
  '%s: line %d does not follow from the ones before': '{0} : la ligne {1} ne découle pas des précédentes',
  '%s: malformed line %d': '{0} : la ligne {1} est mal formée',
  '%s: round %d was charged otherwise before': '{0} : le tour {1} avait été compté autrement',
  '%s: round %d would take ε past %s': '{0} : le tour {1} porterait ε au-delà de {2}',
  '%s: the ledger lost lines while it was running': '{0} : le registre a perdu des lignes pendant qu’il servait',
  '%s; are they in %s?': '{0} ; sont-elles en {1} ?',
  '1 cell': '1 cellule',
  '1 name': '1 nom',
  'Agree to take part: --agree %s in the program, a tick in the page.':
    'Acceptez de participer : --agree {0} dans le programme, une coche sur la page.',
  'Ask the model owner for a new link.': 'Demandez un nouveau lien au commanditaire.',
  'Ask the model owner for a new training.': 'Demandez un nouvel entraînement au commanditaire.',
  'Ask the model owner for a new training; what is spent stays spent.':
    'Demandez un nouvel entraînement au commanditaire ; ce qui est dépensé le reste.',
  'Ask the model owner for a smaller bounds.weight.': 'Demandez au commanditaire un bounds.weight plus petit.',
  'Ask the model owner for a training with a higher cohort.min, or lower your own minimum.':
    'Demandez au commanditaire un entraînement avec un cohort.min plus élevé, ou abaissez votre propre minimum.',
  'Ask the model owner for a training with a key of its own.':
    'Demandez au commanditaire un entraînement avec une clé qui lui soit propre.',
  'Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.':
    'Demandez au commanditaire un entraînement avec bruit, ou un cercle de détenteurs qui se portent garants les uns des autres.',
  'Ask the model owner for the reason.': 'Demandez la raison au commanditaire.',
  'Ask the model owner to send the link again.': 'Demandez au commanditaire d’envoyer le lien de nouveau.',
  'Ask the model owner what went wrong.': 'Demandez au commanditaire ce qui s’est passé.',
  'Ask the model owner whether there is a new training.': 'Demandez au commanditaire s’il y a un nouvel entraînement.',
  'Ask the model owner why data owners keep leaving.':
    'Demandez au commanditaire pourquoi des détenteurs ne cessent de partir.',
  'Bring the file that you began this training with; rows may be added to it.':
    'Prenez le fichier avec lequel vous avez commencé cet entraînement ; des lignes peuvent y être ajoutées.',
  'Check the connection and that the address in the link is right.':
    'Vérifiez la connexion, et que l’adresse du lien est juste.',
  'Choose a CSV file first.': 'Choisissez d’abord un fichier CSV.',
  'Choose the file again.': 'Choisissez le fichier de nouveau.',
  'Come back later: the model owner waits for the trustee.':
    'Revenez plus tard : le commanditaire attend le tiers de confiance.',
  "Compare the members' file with the others, or ask the model owner whom it admitted.":
    'Comparez le fichier des membres avec les autres, ou demandez au commanditaire qui il a admis.',
  'Compare the words that the trustee publishes with those of the invitation.':
    'Comparez les mots que le tiers de confiance publie avec ceux de l’invitation.',
  'Compare words with more of the data owners, mark them, and try again.':
    'Comparez les mots avec davantage de détenteurs, cochez-les, et réessayez.',
  'Compare words with them, or ask the model owner whom it admitted.':
    'Comparez les mots avec eux, ou demandez au commanditaire qui il a admis.',
  'Copy the whole link again.': 'Copiez de nouveau le lien en entier.',
  'Do not take part: the facilitator serves something else than the model owner signed.':
    'Ne participez pas : l’intermédiaire fournit autre chose que ce que le commanditaire a signé.',
  "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.":
    'Ne participez pas : le journal du commanditaire a été modifié, ou il enfreint les règles de l’entraînement. Prévenez le commanditaire.',
  'Do not take part; tell the model owner.': 'Ne participez pas ; prévenez le commanditaire.',
  'Free some storage and try again.': 'Libérez de l’espace de stockage et réessayez.',
  'Go on from the newest copy of the vault, or on the machine that contributed last.':
    'Continuez avec la copie la plus récente du coffre, ou sur la machine qui a contribué en dernier.',
  'Leave the running training first.': 'Quittez d’abord l’entraînement en cours.',
  'Leave the training first.': 'Quittez d’abord l’entraînement.',
  'Open an invite link first.': 'Ouvrez d’abord un lien d’invitation.',
  'Open the invite link again.': 'Ouvrez de nouveau le lien d’invitation.',
  'Raise your limit to go on, or leave the training.':
    'Relevez votre limite pour continuer, ou quittez l’entraînement.',
  'Restore into an empty folder.': 'Restaurez dans un dossier vide.',
  'Restore the vault from a copy.': 'Restaurez le coffre à partir d’une copie.',
  'Restore the vault from a copy; without its ledger this owner takes no part.':
    'Restaurez le coffre à partir d’une copie ; sans son registre, ce détenteur ne participe pas.',
  'Split the file or bring fewer rows.': 'Divisez le fichier, ou apportez moins de lignes.',
  'Take another backup.': 'Faites une nouvelle sauvegarde.',
  'Take part from the machine that it was handed over to.': 'Participez depuis la machine à laquelle il a été remis.',
  'Tell the model owner that a data owner was admitted twice.':
    'Dites au commanditaire qu’un détenteur a été admis deux fois.',
  'Tell the model owner that the training diverges.': 'Dites au commanditaire que l’entraînement diverge.',
  'Tell the model owner.': 'Prévenez le commanditaire.',
  'Tell the other data owners and the model owner: large weights read single rows.':
    'Prévenez les autres détenteurs et le commanditaire : de grands poids lisent des lignes isolées.',
  'Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.':
    'Prévenez les autres détenteurs et le commanditaire : deux sommes qui ne diffèrent qu’en cela parlent des lignes où manque une valeur, ou d’estimations isolées.',
  'The training may need a newer version of Blindfit.':
    'L’entraînement demande peut-être une version plus récente de Blindfit.',
  'Try another browser or machine.': 'Essayez un autre navigateur ou une autre machine.',
  "Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.":
    'Utilisez la version qui l’a écrit, ou commencez avec un coffre vide : un autre --dir, ou le stockage de la page effacé.',
  'a PDF': 'un PDF',
  'a Parquet file': 'un fichier Parquet',
  'a file of R (.rds or .RData)': 'un fichier de R (.rds ou .RData)',
  'a file of SAS (.sas7bdat or .xpt)': 'un fichier de SAS (.sas7bdat ou .xpt)',
  'a file of SPSS (.sav)': 'un fichier de SPSS (.sav)',
  'a file of Stata (.dta)': 'un fichier de Stata (.dta)',
  'a quote is opened in this row and never closed': 'des guillemets s’ouvrent dans cette ligne et ne se ferment jamais',
  'a row with an event needs its time': 'une ligne avec un événement doit en donner le temps',
  'a running training cannot be forgotten': 'un entraînement en cours ne peut pas être oublié',
  'a spreadsheet or an archive': 'un tableur ou une archive',
  'a value is missing, and an %s has no substitute': 'une valeur manque, et {0} n’a pas de remplacement',
  'a value is missing, and this training accepts no missing values':
    'une valeur manque, et cet entraînement n’accepte aucune valeur manquante',
  'a web page': 'une page web',
  'above the declared maximum %s': 'au-dessus du maximum déclaré {0}',
  'an SQLite database': 'une base SQLite',
  'an old Excel workbook (.xls) or one with a password':
    'un ancien classeur Excel (.xls) ou un classeur protégé par un mot de passe',
  'another training is running': 'un autre entraînement est en cours',
  'another training of this owner began meanwhile, so the rows must be compared once more':
    'un autre entraînement de ce détenteur a commencé entre-temps ; les lignes doivent donc être comparées une fois de plus',
  'below the declared minimum %s': 'au-dessous du minimum déclaré {0}',
  'bounds.weight is %d; in a circle it is at most %d': 'bounds.weight vaut {0} ; dans un cercle il vaut au plus {1}',
  'column %s: %s': 'colonne {0} : {1}',
  'column %s: every row has the same value': 'colonne {0} : toutes les lignes ont la même valeur',
  'column %s: missing in %d rows, so no cost is computed':
    'colonne {0} : la valeur manque dans {1} lignes, le coût n’est donc pas calculé',
  'compressed (.gz)': 'compressé (.gz)',
  'decimal commas and decimal points are mixed in this file': 'virgules et points décimaux sont mêlés dans ce fichier',
  'every row has one cell more than the header has names: the first is taken as the name of the row and not read':
    'chaque ligne a une cellule de plus que l’en-tête n’a de noms : la première est prise pour le nom de la ligne et n’est pas lue',
  'exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only':
    'des sommes exactes avec des poids partagés laissent le commanditaire lire des lignes isolées ; ce détenteur n’y participe que dans un cercle',
  "failed to check the model owner's key: %s": 'la clé du commanditaire n’a pas pu être vérifiée : {0}',
  'failed to compute round %d: %s': 'le tour {0} n’a pas pu être calculé : {1}',
  'failed to keep for whom this owner vouches: %s':
    'la liste de ceux dont ce détenteur se porte garant n’a pas pu être conservée : {0}',
  'failed to open ledger: %s': 'le registre n’a pas pu être ouvert : {0}',
  'failed to prove the bit budget: %s': 'le nombre de bits n’a pas pu être prouvé : {0}',
  'failed to reach the facilitator: %s': 'l’intermédiaire n’a pas pu être joint : {0}',
  'failed to read rows again: %s': 'les lignes n’ont pas pu être relues : {0}',
  'failed to read rows: %s': 'les lignes n’ont pas pu être lues : {0}',
  'failed to read training file: %s': 'le fichier d’entraînement n’a pas pu être lu : {0}',
  'failed to sum rows: %s': 'les lignes n’ont pas pu être additionnées : {0}',
  'failed to time a round: %s': 'la durée d’un tour n’a pas pu être mesurée : {0}',
  'failed to verify manifest: %s': 'le manifeste n’a pas pu être vérifié : {0}',
  'failed to write vault: %s': 'le coffre n’a pas pu être écrit : {0}',
  'incorrect training key: the training file does not open with this link':
    'clé d’entraînement incorrecte : le fichier d’entraînement ne s’ouvre pas avec ce lien',
  'invalid charge: the training is exact': 'compte non valable : l’entraînement est sans bruit',
  'invalid ledger entry: a field is out of range':
    'entrée du registre non valable : un champ est hors de son intervalle',
  'invalid limit: must be a number from 0 to 1e6': 'limite non valable : ce doit être un nombre de 0 à 1e6',
  'invalid link: must not hold a user name or password':
    'lien non valable : il ne doit contenir ni nom d’utilisateur ni mot de passe',
  'invalid link: the part after # must begin with "2." or "2c."; it may come from another version':
    'lien non valable : la partie après # doit commencer par « 2. » ou « 2c. » ; il vient peut-être d’une autre version',
  'invalid log: it is shorter than was seen before, or differs from it':
    'journal non valable : il est plus court que ce qui a été vu, ou en diffère',
  'invalid manifest: cohort rules differ from the training file':
    'manifeste non valable : les règles sur le nombre de détenteurs diffèrent du fichier d’entraînement',
  'invalid manifest: consent does not follow from the training file':
    'manifeste non valable : le consentement ne découle pas du fichier d’entraînement',
  'invalid manifest: its fingerprint is not the one in the link':
    'manifeste non valable : son empreinte n’est pas celle du lien',
  'invalid manifest: limits.rounds does not follow from the training file':
    'manifeste non valable : limits.rounds ne découle pas du fichier d’entraînement',
  'invalid manifest: masking differs from the training file':
    'manifeste non valable : le masquage diffère du fichier d’entraînement',
  'invalid manifest: noise does not follow from the training file':
    'manifeste non valable : le bruit ne découle pas du fichier d’entraînement',
  'invalid manifest: rounds do not follow from the training file':
    'manifeste non valable : les tours ne découlent pas du fichier d’entraînement',
  'invalid manifest: the key must have %d bits, as in the training file':
    'manifeste non valable : la clé doit avoir {0} bits, comme dans le fichier d’entraînement',
  'invalid manifest: trustees.batch differs from the training file':
    'manifeste non valable : trustees.batch diffère du fichier d’entraînement',
  'invalid manifest: weights differ from the training file':
    'manifeste non valable : les poids diffèrent du fichier d’entraînement',
  'invalid privacy ledger': 'registre du bruit non valable',
  'invalid rows': 'lignes non valables',
  'invalid statement: the training uses no row of the file':
    'déclaration non valable : l’entraînement n’utilise aucune ligne du fichier',
  'invalid vault: it was written by another version of Blindfit':
    'coffre non valable : il a été écrit par une autre version de Blindfit',
  'invalid weights of round %d: %s': 'poids du tour {0} non valables : {1}',
  'invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before':
    'poids du tour {0} non valables : l’échelle des colonnes, ce qui remplace les valeurs manquantes ou la variance entre détenteurs de données ne correspond pas aux tours précédents',
  'its numbers can be read in two ways: say whether the %s is a decimal sign or stands between thousands': (mark) =>
    `ses nombres peuvent se lire de deux façons : dites si ${mark === 'comma' ? 'la virgule' : 'le point'} est un signe décimal ou sépare les milliers`,
  'malformed arguments of %s': 'arguments mal formés de {0}',
  'malformed code: a letter or digit is wrong; compare it with what you were sent':
    'code mal formé : une lettre ou un chiffre est faux ; comparez-le avec celui que vous avez reçu',
  'malformed code: must have 20 letters and digits, such as five groups of four':
    'code mal formé : il doit avoir 20 lettres et chiffres, par exemple cinq groupes de quatre',
  'malformed ledger': 'registre mal formé',
  'malformed link: a character is wrong; copy it again':
    'lien mal formé : un caractère est faux ; copiez-le de nouveau',
  'malformed link: must begin with http:// or https:// and a host':
    'lien mal formé : il doit commencer par http:// ou https:// et un nom d’hôte',
  'malformed link: the part after # is missing; copy the whole link':
    'lien mal formé : la partie après # manque ; copiez le lien en entier',
  'malformed link: the part after # must have %d characters; it seems cut or altered':
    'lien mal formé : la partie après # doit avoir {0} caractères ; elle semble coupée ou modifiée',
  'malformed master secret': 'secret principal mal formé',
  'malformed vault entry of training %s': 'entrée mal formée dans le coffre pour l’entraînement {0}',
  'members[%d] of the roster is a data owner already in it':
    'members[{0}] de la liste est un détenteur qui y figure déjà',
  'more rows than this training accepts (%d)': 'plus de lignes que cet entraînement n’en accepte ({0})',
  'most values are outside the declared range': 'la plupart des valeurs sont hors de l’intervalle déclaré',
  'must be a whole number': 'doit être un nombre entier',
  'no training is open': 'aucun entraînement n’est ouvert',
  'no usable rows': 'aucune ligne utilisable',
  'not UTF-8 text: save the file as UTF-8': 'pas du texte en UTF-8 : enregistrez le fichier en UTF-8',
  'not a number': 'pas un nombre',
  'not a number: a date': 'pas un nombre : une date',
  'not a number: a fraction': 'pas un nombre : une fraction',
  "not a number: a spreadsheet's error": 'pas un nombre : une erreur du tableur',
  'not a number: a time of day': 'pas un nombre : une heure',
  'not a number: a word': 'pas un nombre : un mot',
  'not a number: infinite': 'pas un nombre : infini',
  'not a number: it has a currency sign': 'pas un nombre : avec un symbole monétaire',
  'not a number: it has a per cent sign': 'pas un nombre : avec un signe pour cent',
  'not a number: it has a sign such as < in front': 'pas un nombre : précédé d’un signe tel que <',
  'not a number: it has brackets, which may mean a minus':
    'pas un nombre : avec des parenthèses, qui peuvent signifier moins',
  'not a number: it has letters, such as those of a unit': 'pas un nombre : avec des lettres, comme celles d’une unité',
  'not a number: its commas, points or spaces are neither one decimal sign nor between thousands':
    'pas un nombre : ses virgules, points ou espaces ne sont ni un seul signe décimal ni des séparateurs de milliers',
  'not a number: too large': 'pas un nombre : trop grand',
  'not one of the declared levels': 'pas un des niveaux déclarés',
  'not one of the declared levels (one differs only in upper and lower case)':
    'pas un des niveaux déclarés (l’un ne diffère que par les majuscules et les minuscules)',
  'nothing was sent in attempt %d of round %d': 'rien n’a été envoyé à l’essai {0} du tour {1}',
  'only another data owner of this training can be vouched for':
    'on ne peut se porter garant que d’un autre détenteur de cet entraînement',
  'row %d: a quote is opened and never closed': 'ligne {0} : des guillemets s’ouvrent et ne se ferment jamais',
  'row has %d cells, the header has %d names': 'la ligne a {0} cellules, l’en-tête a {1} noms',
  'row has %s, the header has %s': 'la ligne a {0}, l’en-tête a {1}',
  'rows cannot change while a training runs': 'les lignes ne peuvent pas changer pendant un entraînement',
  'the facilitator does not know this training: %s': 'l’intermédiaire ne connaît pas cet entraînement : {0}',
  'the facilitator holds a later message of this data owner: %s':
    'l’intermédiaire détient un message plus récent de ce détenteur : {0}',
  'the facilitator refused: %s': 'l’intermédiaire a refusé : {0}',
  'the file has no such column': 'le fichier n’a pas cette colonne',
  'the file has no such column (is it %s?)': 'le fichier n’a pas cette colonne (est-ce {0} ?)',
  'the file has this column twice': 'le fichier a deux fois cette colonne',
  'save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'enregistrez-le en CSV (dans R: write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))':
    'enregistrez-le en CSV (dans SAS: proc export dbms=csv; dans R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))':
    'enregistrez-le en CSV (dans SPSS: Fichier, Enregistrer sous, CSV; dans R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))':
    'enregistrez-le en CSV (dans Stata: export delimited rows.csv; dans R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))',
  'unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'décompressez-le et choisissez le fichier qu’il contient (un fichier de R s’enregistre par write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as .xlsx': 'enregistrez-le en .xlsx',
  'save the table as CSV': 'enregistrez le tableau en CSV',
  'save the table as CSV, or take part with the program dataowner, which reads it':
    'enregistrez le tableau en CSV, ou participez avec le programme dataowner, qui le lit',
  'an Excel workbook in XML of 2003': 'un classeur Excel en XML de 2003',
  'the file is %s: %s': 'le fichier est {0} : {1}',
  'the file is a binary Excel workbook (.xlsb)': 'le fichier est un classeur Excel binaire (.xlsb)',
  'the file is UTF-16 text: save it as CSV in UTF-8':
    'le fichier est du texte en UTF-16 : enregistrez-le en CSV en UTF-8',
  'the file is empty': 'le fichier est vide',
  'the file is not UTF-8 text: save it as CSV in UTF-8':
    'le fichier n’est pas du texte en UTF-8 : enregistrez-le en CSV en UTF-8',
  'the file is not text: save it as CSV in UTF-8': 'le fichier n’est pas du texte : enregistrez-le en CSV en UTF-8',
  'the file lacks a column of this training': 'il manque au fichier une colonne de cet entraînement',
  'the file must be at most %d MB': 'le fichier doit avoir au plus {0} Mo',
  'the first row looks like values, not names: put the names of the columns above it':
    'la première ligne ressemble à des valeurs, pas à des noms : mettez les noms des colonnes au-dessus',
  'the ledger has a different number of lines': 'le registre a un autre nombre de lignes',
  'the ledger was changed meanwhile': 'le registre a été modifié entre-temps',
  'the ledger was replaced while it was open': 'le registre a été remplacé pendant qu’il était ouvert',
  'the lines end in carriage returns alone: save the file with LF or CRLF line ends':
    'les lignes se terminent par des retours chariot seuls : enregistrez le fichier avec des fins de ligne LF ou CRLF',
  'the model owner admitted no data owner in time; expected are %s':
    'le commanditaire n’a admis aucun détenteur à temps ; sont attendus {0}',
  'the model owner did not admit this data owner': 'le commanditaire n’a pas admis ce détenteur',
  'the model owner rejected %d attempts at round %d; this owner takes no further part in it':
    'le commanditaire a rejeté {0} essais du tour {1} ; ce détenteur n’y participe plus',
  'row %d has words above numbers, such as units, and is not read':
    'la ligne {0} a des mots au-dessus de nombres, par exemple des unités, et n’est pas lue',
  'the names of the columns are in row %d; what is above is not read':
    'les noms des colonnes sont à la ligne {0} ; ce qui est au-dessus n’est pas lu',
  'the privacy budget is spent': 'le budget de confidentialité est épuisé',
  'the roster is not the circle: missing %s; not in the circle %s':
    'la liste n’est pas le cercle : il manque {0} ; hors du cercle {1}',
  'the round has had as many lists of owners as it may have':
    'le tour a eu autant de listes de détenteurs qu’il peut en avoir',
  'the row of the names is one cell: no comma, semicolon, tab or | is between names':
    'la ligne des noms est une seule cellule : ni virgule, ni point-virgule, ni tabulation, ni | entre les noms',
  'the rows are not those that were stated for this training':
    'les lignes ne sont pas celles qui ont été déclarées pour cet entraînement',
  'the rows must be compared once more': 'les lignes doivent être comparées une fois de plus',
  'the sum would be over %d data owners; this owner takes part with at least %d':
    'la somme porterait sur {0} détenteurs ; ce détenteur participe avec {1} au moins',
  'the training goes on without this data owner: it was revoked, or did not state its rows in time':
    'l’entraînement continue sans ce détenteur : il a été exclu, ou n’a pas déclaré ses lignes à temps',
  'the training takes no more data owners: %s (%s)': 'l’entraînement n’accepte plus de détenteurs : {0} ({1})',
  "the training's key was met in another training":
    'la clé de l’entraînement a déjà été vue dans un autre entraînement',
  "the trustees' accepts are not those that this data owner contributed under before":
    'les accords des tiers de confiance ne sont pas ceux sous lesquels ce détenteur avait contribué',
  'the values fill less than 2 % of the declared range': 'les valeurs remplissent moins de 2 % de l’intervalle déclaré',
  'the vault belongs to another owner than the backup': 'le coffre appartient à un autre détenteur que la sauvegarde',
  'there are no rows to contribute': 'il n’y a pas de lignes à apporter',
  'this browser does not know that training': 'ce navigateur ne connaît pas cet entraînement',
  'this data owner has contributed nothing to the training': 'ce détenteur n’a rien apporté à l’entraînement',
  'this ledger was handed over to another machine': 'ce registre a été remis à une autre machine',
  'this link needs the code that you were sent': 'ce lien demande le code qui vous a été envoyé',
  'this owner does not upload in this training': 'ce détenteur n’envoie rien dans cet entraînement',
  "this owner's limit of ε would be passed": 'la limite de ε de ce détenteur serait dépassée',
  'this training is already running': 'cet entraînement est déjà en cours',
  'this training needs a yes of yours: %s': 'cet entraînement a besoin d’un oui de votre part : {0}',
  'this training was stated before': 'une déclaration a déjà été faite pour cet entraînement',
  'trustee %d of the training (%s) is none of those that you named':
    'le tiers de confiance {0} de l’entraînement ({1}) n’est aucun de ceux que vous avez nommés',
  'unknown command %s': 'commande inconnue {0}',
  'very many requests come from your network address; trying again in %d seconds':
    'de très nombreuses requêtes viennent de votre adresse réseau ; nouvel essai dans {0} secondes',
  'you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s':
    'vous ne vous portez pas garant de tous les détenteurs du cercle : sans garant {0} ; garantis et non admis {1}',
  'the file is an archive or a document, and no workbook':
    'le fichier est une archive ou un document, et non un classeur',
  'Unpack it, or save the table as .xlsx or CSV.': 'Décompressez-le, ou enregistrez le tableau en .xlsx ou en CSV.',
  'the file is an old Excel workbook (.xls)': 'le fichier est un ancien classeur Excel (.xls)',
  'Save it as .xlsx and choose it again.': 'Enregistrez-le en .xlsx et choisissez-le de nouveau.',
  'the workbook is broken': 'le classeur est endommagé',
  'Open it in a spreadsheet program and save it again.': 'Ouvrez-le dans un tableur et enregistrez-le de nouveau.',
  'the workbook has a password': 'le classeur a un mot de passe',
  'Take the password off in your spreadsheet program and save it again.':
    'Retirez le mot de passe dans votre tableur et enregistrez-le de nouveau.',
  'the file unpacks to more than 512 MB': 'le fichier décompressé dépasse 512 Mo',
  'Save the table as CSV in UTF-8.': 'Enregistrez le tableau en CSV en UTF-8.',
  'sheet %s has %d formulas without a value': 'la feuille {0} a {1} formules sans valeur',
  'Open it in a spreadsheet program and save it again, so that it holds the values.':
    'Ouvrez-le dans un tableur et enregistrez-le de nouveau, pour qu’il contienne les valeurs.',
  'no sheet holds a table': 'aucune feuille ne contient de tableau',
  'sheet %s holds no table': 'la feuille {0} ne contient pas de tableau',
  'Put the names of the columns in one row and the values below it.':
    'Mettez les noms des colonnes sur une ligne et les valeurs au-dessous.',
  '%d rows': '{0} lignes',
  '%d rows stand alone': '{0} lignes sont isolées',
  '%s: a sum, or the difference of two, would tell of one or two of them alone.':
    '{0} : une somme, ou la différence de deux, révélerait quelque chose d’une ou deux d’entre elles seules.',
  '1 row': '1 ligne',
  '1 row stands alone': '1 ligne est isolée',
  'A sum, or the difference of two, would be over %s of yours; at least %d are asked for.':
    'Une somme, ou la différence de deux, porterait sur {0} de votre part ; il en faut au moins {1}.',
  'A training that adjusts for its data owners can do without such a column: with "site": "fixed" your means stay with you.':
    'Un entraînement qui tient compte de ses détenteurs peut se passer d’une telle colonne : avec "site": "fixed", vos moyennes restent chez vous.',
  "If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.":
    'S’il s’écarte de la méthode, il peut lire des lignes isolées de l’un de vous ; avec l’aide d’un autre membre, il apprend de qui.',
  "Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you.":
    'Ses erreurs par détenteur sont faites de produits des sommes propres de chaque membre : si vous êtes peu nombreux, ou avec l’aide d’un autre membre, il peut reconnaître les sommes de l’un de vous.',
  'See line %d: %s.': 'Voir la ligne {0} : {1}.',
  'See lines %d and %d: %s.': 'Voir les lignes {0} et {1} : {2}.',
  'The model owner sees sums over all of you in each round.':
    'Le commanditaire voit à chaque tour des sommes sur vous tous.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: none of its rows is in the file.':
    'Les personnes de ce fichier sont autres que les {0} de {1}, une somme à laquelle vous avez contribué le {2} : aucune de ses lignes n’est dans le fichier.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: the file lacks a column of it.':
    'Les personnes de ce fichier sont autres que les {0} de {1}, une somme à laquelle vous avez contribué le {2} : il manque au fichier une de ses colonnes.',
  'The people in this file were in none of the sums that it may lack.':
    'Les personnes de ce fichier n’étaient dans aucune des sommes qui peuvent y manquer.',
  'The sums of this training have no noise, so no ε bounds what they disclose.':
    'Les sommes de cet entraînement n’ont pas de bruit, donc aucun ε ne borne ce qu’elles révèlent.',
  'With this training it may be %s.': 'Avec cet entraînement, cela peut être {0}.',
  'You limit what trainings disclose of you to ε = %s.':
    'Vous limitez ce que les entraînements révèlent de vous à ε = {0}.',
  'Your account of what you gave lost lines by %s.':
    'Votre registre de ce que vous avez donné a perdu des lignes avant le {0}.',
  "Your rows have one value only in %s: the sums then tell your part from the others'.":
    'Vos lignes n’ont qu’une valeur en {0} : les sommes distinguent alors votre part de celle des autres.',
  'it has as many as it takes': 'il en a autant qu’il en accepte',
  'it has begun, or is over': 'il a commencé, ou il est terminé',
};

export const codes: Codes = {
  link: 'Le lien est incomplet ou a été modifié.',
  code: 'Le code ne convient pas à ce lien.',
  unreachable: 'L’intermédiaire ne peut pas être joint.',
  manifest: 'L’intermédiaire ne fournit pas l’entraînement auquel ce lien se rapporte.',
  key: 'La clé de cet entraînement n’est pas sûre.',
  training_file: 'L’entraînement demande quelque chose que cette page ne sait pas faire.',
  rows: 'Les lignes ne conviennent pas à cet entraînement.',
  cohort: 'Les détenteurs de cet entraînement ne respectent pas les règles.',
  agree: 'L’entraînement a besoin d’un oui que vous n’avez pas donné.',
  not_admitted: 'Le commanditaire ne vous a pas admis.',
  ledger: 'Le journal du commanditaire ne correspond pas à ce qui avait été vu.',
  privacy: 'Un tour révélerait sur vous plus que vous ne le permettez.',
  pinned: 'L’entraînement demande plus que ce que vous avez fixé.',
  protocol: 'Il est arrivé un message qu’aucun participant honnête n’envoie.',
  unsupported: 'L’entraînement demande une version plus récente de Blindfit.',
  ended: 'Cet entraînement est terminé.',
  command: 'Ce n’est pas possible en ce moment.',
  vault: 'Les enregistrements de ce navigateur ne peuvent pas être utilisés.',
  internal: 'Quelque chose s’est mal passé dans le programme.',
};

const { sentence, told } = speaker(sentences, codes, {
  stop,
  count,
  value,
  day,
  quote: (text) => `«\u202f${text}\u202f»`,
});

// --- La page elle-même, le lien et l’invitation : ce qu’une personne lit avant de choisir un fichier.

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Vos lignes restent sur cet ordinateur.',
  steps: ['Invitation', 'Vos données', 'Contribuer', 'Reçu'],
  stepsLabel: 'Étapes',
  starting: 'Démarrage…',
  language: 'Langue',
};

export const source: typeof en.source = {
  file: 'Cette page est un fichier de votre ordinateur.',
  local: 'Cette page vient d’un programme de votre ordinateur.',
  facilitator: (host: string) =>
    `Cette page vient de l’intermédiaire, ${host} : vous faites confiance à ce serveur pour ne pas la modifier.`,
  about: 'À propos de Blindfit, et comment vérifier la page (nouvel onglet, en anglais)',
  host: (host: string) => `Cette page vient de ${host}.`,
  module: 'SHA-256 de son programme :',
};

export const link: typeof en.link = {
  title: 'Rejoindre un entraînement',
  lead: 'Collez le lien d’invitation que le commanditaire vous a envoyé. Rien de vos données n’est envoyé avant que vous ayez vu la demande et son auteur.',
  label: 'Lien d’invitation',
  placeholder: 'https://…/join#2.…',
  open: 'Ouvrir l’invitation',
  knownTitle: 'Entraînements que ce navigateur connaît',
  continue: 'Continuer',
  receipt: 'Reçu',
  forget: 'Oublier',
  forgetQuestion:
    'Oublier cet entraînement ? Son identité sur cet ordinateur est supprimée ; sans un nouveau lien vous ne pourrez pas y revenir.',
  ended: (reason: string) => ending(reason) ?? 'Terminé.',
  running: 'Pas terminé.',
};

export const checking: typeof en.checking = {
  link: 'Vérification de l’invitation',
  linkLead:
    'L’entraînement que sert l’intermédiaire est comparé à l’empreinte de votre lien, et la clé de chiffrement est vérifiée.',
  file: (name: string) => `Vérification de ${name}`,
  fileLead:
    'Chaque ligne est comparée aux colonnes de l’entraînement. Cela se passe sur votre ordinateur ; le fichier n’est pas envoyé.',
};

export const refused: typeof en.refused = {
  title: 'Ce lien a été refusé',
  lead: 'Rien n’a été lu sur votre ordinateur, et rien vous concernant n’a été envoyé.',
  again: 'Essayer un autre lien',
  retry: 'Réessayer',
  titles: {
    unreachable: 'Pas de connexion à l’intermédiaire',
    memory: 'Cet entraînement est trop grand pour cet ordinateur',
    second_tab: 'Ouvert dans un autre onglet',
    vault: 'Les données conservées par ce navigateur sont inutilisables',
  } satisfies Partial<Record<ProblemCode | PageCode, string>>,
  reasons: {
    link: 'Le lien est incomplet ou a été modifié.',
    unreachable: 'L’intermédiaire, le serveur entre vous, est injoignable.',
    manifest: 'L’intermédiaire ne sert pas l’entraînement auquel ce lien correspond.',
    key: 'La clé de chiffrement de cet entraînement n’est pas sûre.',
    training_file: 'L’entraînement demande quelque chose que cette page ne sait pas faire.',
    unsupported: 'L’entraînement demande une version plus récente de Blindfit.',
    ended: 'Cet entraînement est terminé.',
    memory: 'Il lui faut plus de mémoire que n’en a ici un onglet de ce navigateur.',
    vault: 'Ce navigateur garde des clés et des données d’une autre version de Blindfit, ou elles sont abîmées.',
    second_tab:
      'Cet entraînement est déjà ouvert dans un autre onglet. Utilisez celui-là, ou fermez-le et réessayez ici.',
  } satisfies Partial<Record<ProblemCode | PageCode, string>>,
  other: 'Le lien n’a pas pu être ouvert.',
};

export const tooLarge = (needed: number, room: number): Problem => ({
  code: 'memory',
  message: `un tour demande environ ${bytes(needed)} de mémoire ; un onglet de ce navigateur en a environ ${bytes(room)}`,
  hint: 'Participez sur un ordinateur plus puissant, ou avec le programme dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  ...en.names.kinds,
  linear_regression: 'une régression linéaire',
  logistic_regression: 'une régression logistique',
  softmax_regression: 'une régression logistique multinomiale',
  proportional_odds: 'une régression de rangs (cotes proportionnelles)',
  poisson_regression: 'une régression de Poisson de dénombrements',
  negative_binomial_regression: 'une régression binomiale négative de dénombrements',
  gamma_regression: 'une régression gamma de nombres positifs',
  discriminant:
    'une fonction discriminante linéaire (une approximation de la régression logistique, dont les probabilités sont à vérifier)',
  mlp: 'un petit réseau de neurones',
  describe: 'des effectifs et des sommes',
  cox_regression: 'une régression de Cox du temps jusqu’à un événement',
  piecewise_exponential: 'une régression exponentielle par morceaux du temps jusqu’à un événement',
};

export const invitation: typeof en.invitation = {
  asks: (words: string) => ['Le commanditaire ', words, ' vous demande votre aide '],
  lead: (i: Invitation) =>
    (i.model.kind !== 'describe'
      ? `pour ajuster ${entry(kinds, i.model.kind) ?? 'un modèle'}${i.target ? ` qui prédit ${i.target.name}` : ''} à partir de ${plural(i.features.length, 'colonne')}. `
      : `pour décrire ${plural(i.features.length, 'colonne')}${i.model.group ? ` par ${i.model.group}` : ''} : des effectifs et des sommes, aucun modèle. `) +
    'Plusieurs détenteurs de données participent ; aucun ne voit les données d’un autre.',
  ended: (reason: string) => `Vous avez déjà participé à cet entraînement. ${ending(reason) ?? 'Il est terminé.'}`,
  known:
    'Ce navigateur a déjà participé à cet entraînement. Choisissez le même fichier pour reprendre là où vous étiez.',
  columnsTitle: 'Colonnes nécessaires',
  column: 'Colonne',
  type: 'Type',
  allowed: 'Admis',
  predicted: 'prédite',
  types: { continuous: 'nombre', discrete: 'nombre entier', ordinal: 'niveau ordonné', nominal: 'catégorie' },
  holdout: (share: number) =>
    `${about(100 * share)} % de vos lignes sont gardées pour mesurer le modèle : il n’apprend pas d’elles.`,
  folds: (parts: number) =>
    `Des sommes sur chacune des ${parts} parties de vos lignes sont aussi envoyées, pour mesurer le modèle.`,
  missing: {
    reject: 'Chaque cellule doit avoir une valeur.',
    drop_row: 'Les lignes avec une cellule vide sont laissées de côté.',
    indicator: 'Les cellules vides sont admises.',
    mean: 'Une cellule vide reçoit la moyenne d’un nombre ou d’un rang, ou le niveau le plus fréquent, chez tous les détenteurs.',
    mode: 'Une cellule vide reçoit la valeur la plus fréquente chez tous les détenteurs, ou la moyenne d’un nombre continu.',
  } satisfies Record<MissingRule, string>,
  range: (c: Column) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (tout le reste compte comme ${c.other})` : '');
    if (c.min == null || c.max == null) return 'quelconque';
    return `de ${value(c.min)} à ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Choisissez votre fichier',
  fileLead: (i: Invitation) =>
    `Un classeur (.xlsx, .ods) ou un fichier CSV avec ces colonnes dans son en-tête, dans n’importe quel ordre, d’au plus ${rows(i.maxRows)}. Les autres colonnes sont ignorées.`,
  drop: 'Déposez ici un classeur ou un fichier CSV, collez un tableau que vous avez copié, ou',
  pasted: 'le tableau collé',
  template: 'Télécharger un tableau vide avec ces colonnes',
  choose: 'Choisir un fichier',
  chooseOther: 'Choisir un autre fichier',
  notCsv: 'Ce n’est pas un seul fichier. Déposez un fichier.',
};

export const who: typeof en.who = {
  title: 'Est-ce bien eux ?',
  lead: 'Demandez au commanditaire, au téléphone ou en personne, de vous lire ces mots. Si un mot diffère, ne participez pas.',
  trusteesLead:
    'Des tiers de confiance détiennent les masques de ce que vous envoyez : comparez leurs mots avec ceux qu’ils publient sur leurs propres pages.',
  trustee: (name: string) => `Tiers de confiance : ${name}`,
  modelOwner: 'Commanditaire',
  training: 'Entraînement',
  key: 'Clé de chiffrement',
  keyBits: (bits: number) => `Paillier, ${count(bits)} bits`,
  you: 'Vous, dans cet entraînement',
  details: 'Empreintes complètes',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'sommes sur vos lignes',
  statistics: 'effectifs, sommes et carrés de vos colonnes',
  evaluation: 'sommes qui mesurent le résultat',
  one_round: 'sommes et produits de vos colonnes',
};

export const leaves: typeof en.leaves = {
  title: 'Ce qui quitte cet ordinateur',
  leavesTitle: 'Part',
  staysTitle: 'Reste ici',
  seesTitle: 'Ce que chacun voit',
  round: (r: Layout) =>
    `${r.most === 1 ? 'Une fois' : `Au plus ${count(r.most)} fois`} : ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, chiffrés et masqués dans ${plural(r.ciphertexts, 'texte chiffré', 'textes chiffrés')}. Avec les clés et signatures, cela fait ${bytes(r.up)}.`,
  total: (i: Invitation) =>
    `En tout au plus ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', si tous ces tours sont nécessaires ; sans doute moins.' : '.'),
  identity: 'Un nom inventé pour ce seul entraînement, votre adresse réseau, et le moment où vous participez.',
  statement:
    'Avant le premier tour, si vos lignes étaient déjà dans des sommes, et dans combien d’entraînements. Qui était dans le même entraînement le reconnaît.',
  words:
    'Au commanditaire et aux autres détenteurs : des mots qui vous désignent et restent les mêmes dans tous les entraînements.',
  stays: [
    'Votre fichier, son nom et chacune de ses lignes.',
    'Le nombre de vos lignes : il est à l’intérieur du chiffrement.',
    'Les clés secrètes faites pour cet entraînement.',
  ],
  facilitator: 'L’intermédiaire, le serveur entre vous, transmet des messages chiffrés. Il ne peut pas les lire.',
  modelOwner: (i: Invitation) =>
    `Le commanditaire ne peut ouvrir que le total d’au moins ${owners(i.cohort.min)}, jamais votre part seule.`,
  pooled: (i: Invitation) =>
    (i.model.kind === 'describe'
      ? 'Les totaux sont des effectifs et des sommes sur tous les détenteurs ; aucun modèle n’en est tiré.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Les totaux montrent comment les colonnes varient ensemble chez tous les détenteurs, et donnent le modèle.'
        : 'Les totaux donnent le modèle, tour après tour.') +
    (i.privacy ? ' Un bruit y cache votre part.' : ' C’est à vous de juger si un total en révèle trop sur vous.'),
  model: (i: Invitation) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Vous et les autres détenteurs voyez le modèle après chaque tour, et pouvez en calculer le total de chaque tour.' +
        (i.privacy ? '' : ' Si tous les autres réunissent ce qu’ils savent, ils apprennent votre part.')
      : i.model.kind !== 'describe'
        ? 'Vous et les autres détenteurs ne voyez pas le modèle.'
        : 'Vous et les autres détenteurs ne voyez pas les totaux.',
};

export const expected: typeof en.expected = {
  title: 'Temps et octets',
  measuring: 'Mesure de la vitesse de cet ordinateur…',
  time: (i: Invitation) =>
    `${likely(i)} : ${duration(i.estimate.seconds)} de calcul en tout sur cet ordinateur` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} pour un tour` : '') +
    ', plus l’attente des autres.',
  bytes: (i: Invitation) =>
    `Cela envoie environ ${bytes(i.estimate.bytesUp)} et reçoit au plus ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Budget de confidentialité',
  about: (p: Privacy) =>
    `Un bruit est ajouté pour que le résultat en dise peu sur ${p.unit === 'record' ? 'une ligne donnée' : 'un détenteur donné'} : ε = ${value(p.epsilon)}, δ = ${value(p.delta)} pour tout l’entraînement. ` +
    `Ce que quelqu’un soupçonne ${p.unit === 'record' ? 'd’une ligne' : 'de vous'} peut devenir au plus ${roughly(Math.exp(p.epsilon))} fois aussi probable, sauf avec une probabilité d’environ δ` +
    (p.epsilon > 5 ? ' : une promesse faible.' : p.epsilon > 1.5 ? '.' : ' : une promesse forte.'),
  own: (p: Privacy) => `Cet entraînement : ε ${about(p.spent)} sur ${about(p.epsilon)} dépensé`,
  all: (p: Privacy) =>
    `Tous vos entraînements : ε ${about(p.spentAll)}` +
    (p.limit ? ` sur votre limite de ${about(p.limit)}` : ', sans limite de votre part'),
  limit: 'Arrêter quand tous mes entraînements ensemble auront dépensé cet ε à mon sujet',
  limitHint: (p: Privacy) =>
    p.limit
      ? `Limite actuelle : ${value(p.limit)}. Entrez 0 pour la supprimer. Quand elle est atteinte, vous cessez de contribuer automatiquement.`
      : `Sans limite, vous continuez jusqu’à la fin de l’entraînement. Celui-ci demande ε ${value(p.epsilon)}.`,
};

// --- Qui demande, pour quoi, et la fiche destinée aux responsables de la protection des données.

export const asking: typeof en.asking = {
  title: 'Qui vous sollicite',
  own: 'Dans les propres termes du commanditaire. Personne ne les a vérifiés ; comparez les mots ci-dessous avec une personne que vous connaissez chez lui.',
  nothing:
    'Le commanditaire ne dit rien de lui. Demandez qui il est et à quoi servira le résultat avant de participer.',
  fields: [
    ['contact', 'Contact'],
    ['closing', 'Dernier jour pour participer'],
    ['return', 'Ce que vous recevez'],
    ['approval', 'Approuvé par'],
    ['approval_number', 'Numéro d’approbation'],
    ['legal_basis', 'Base juridique'],
    ['controller', 'Responsable du traitement'],
    ['retention', 'Durée de conservation des résultats'],
  ],
  value: (name: string, text: string) => (name === 'closing' ? day(text) : text),
  more: 'En savoir plus',
  links: 'Pages à ce sujet',
  logo: 'Logo utilisé par le commanditaire',
  calendar: 'Ajouter le dernier jour à mon agenda',
  event: (training: string) => `Dernier jour pour participer : ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Fiche de protection des données',
  open: 'Pour votre délégué à la protection des données',
  print: 'Imprimer cette fiche',
  purpose: 'Finalité',
  asker: 'Qui sollicite',
  notSaid: 'non précisé',
  training: 'Entraînement',
  fingerprint: 'Empreinte de la description signée',
  columns: 'Colonnes lues',
  measures: 'Protection',
  measure: (i: Invitation) => [
    `Les sommes sont chiffrées avec une clé de Paillier de ${i.keyBits} bits que seul le commanditaire détient, et masquées de sorte qu’elles ne s’ouvrent que comme total d’au moins ${owners(i.cohort.min)}.`,
    'Les lignes ne sont lues que dans le navigateur. Chaque message est signé, et le reçu énumère tout ce qui est parti.',
    ...(i.privacy
      ? [`Un bruit maintient tout l’entraînement dans les limites ε = ${i.privacy.epsilon} et δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'Ce qui demeure',
  remain: [
    'Un total sur peu de lignes en révèle beaucoup.',
    'Si tous les autres détenteurs étaient inventés, un total serait votre seule part. Comparez les mots avec les autres.',
    'Cet ordinateur, ce navigateur et cette page doivent être dignes de confiance.',
  ],
  consent: 'Phrases à accepter',
};

// --- Le fichier : s’il convient à l’entraînement, et comment le lire autrement.

const factor = (by: number) => (by < 1 ? `1/${count(Math.round(1 / by))}` : count(by));

export const file: typeof en.file = {
  badTitle: 'Ce fichier ne convient pas encore',
  badLead: (n: number) =>
    `${plural(n, 'problème trouvé', 'problèmes trouvés')}. Corrigez le fichier et choisissez-le à nouveau ; rien n’a été envoyé.`,
  unreadable: 'Le fichier n’a pas pu être lu.',
  places: 'Lignes',
  inRows: (some: number[], n: number) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${rows(n)} : ${shown}, …` : shown;
  },
  problems: 'Problèmes',
  column: 'Colonne',
  rule: 'Problème',
  wholeFile: 'fichier',
  readyTitle: 'Votre fichier convient',
  readyLead: (n: number, name: string) => `${rows(n)} de ${name} ${n < 2 ? 'participera' : 'participeront'}.`,
  dropped: (n: number) => `${rows(n)} avec une cellule vide ${n < 2 ? 'est laissée' : 'sont laissées'} de côté.`,
  ignored: (names: string[]) => `Non utilisé : ${names.join(', ')}.`,
  renamed: (header: string, column: string) => `Votre colonne « ${header} » est lue comme ${column}.`,
  multiplied: (header: string, by: number) => `${header} est multiplié par ${factor(by)}.`,
  respelled: (text: string, level: string) => `« ${text} » est lu comme ${level}.`,
  asItIs: 'Lire le fichier tel quel',
  decimalComma: 'Les nombres sont lus avec une virgule décimale.',
  preview: 'Premières lignes de votre fichier (sur votre écran seulement)',
  time: (i: Invitation) =>
    `${likely(i)}, avec ${duration(i.estimate.secondsPerRound)} de calcul ici ${i.estimate.rounds > 1 ? 'pour chacun' : 'pour cela'}, plus l’attente des autres.`,
  start: 'Contribuer',
  startLead:
    'Gardez cet onglet ouvert jusqu’à la fin de l’entraînement. Vous pouvez faire une pause ou partir à tout moment.',
  choices: 'Autres options',
  minCohort: 'Ne participer que si au moins ce nombre de détenteurs participe',
  minCohortHint: (min: number) => `L’entraînement lui-même en demande au moins ${count(min)}.`,
  onlyVouched: 'Ne compter que les détenteurs dont je me porte garant',
  onlyVouchedHint:
    'Vous compris. Vous vous portez garant d’autres en comparant des mots avec eux une fois que les détenteurs sont connus ; s’ils sont trop peu, vous ne participez pas et pouvez réessayer.',
};

export const columns: typeof en.columns = {
  title: 'Vos colonnes',
  lead: 'Calculé ici à partir de votre fichier, pour vos yeux seulement. Rien n’en est envoyé.',
  column: 'Colonne',
  allowed: 'Admis',
  found: 'Dans votre fichier',
  renamed: (header: string) => `chez vous « ${header} »`,
  range: (c: Column, s: Summary) => {
    if (s.header === '') return 'absente du fichier';
    if (c.levels) return `${count(s.bins.filter((n) => n > 0).length)} niveaux sur ${count(c.levels.length)}`;
    if (s.low == null || s.high == null) return 'aucun nombre';
    return `de ${about(s.low)} à ${about(s.high)}`;
  },
  mean: (n: number) => `moyenne ${about(n)}`,
  invalid: (n: number) => `${count(n)} non admis`,
  mapped: (n: number, other: string) => `${count(n)} comptés comme ${other}`,
  missing: (n: number) => `${count(n)} vides`,
};

export const histogram: typeof en.histogram = {
  label: (c: Column, s: Summary) => {
    if (c.levels) return c.levels.map((level, i) => `${level} : ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `La plupart des lignes entre ${about(low)} et ${about(low + span)}${outside > 0 ? ` ; ${count(outside)} hors de l’intervalle admis` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Feuille',
  encoding: 'Encodage du texte',
  header: 'Les noms des colonnes sont dans',
  row: (n: number) => `la ligne ${count(n)}`,
  none: 'aucune ligne : il n’y en a pas',
};

export const fixes: typeof en.fixes = {
  title: 'Vous pouvez corriger ceci ici',
  lead: 'Cela change la façon dont la page lit le fichier ; le fichier lui-même reste tel quel.',
  readFrom: (column: string) => `Lire ${column} depuis`,
  none: 'choisissez une colonne de votre fichier',
  twice: 'Deux colonnes ne peuvent pas être lues depuis la même.',
  rename: (n: number) => (n === 1 ? 'Utiliser cette colonne' : 'Utiliser ces colonnes'),
  spelling: (text: string, level: string, n: number) => `Lire « ${text} » comme ${level} (${rows(n)})`,
  spellings: () => 'Lire ainsi',
  factor: (header: string, by: number) => `Multiplier ${header} par ${factor(by)}`,
  factorLead: (header: string) =>
    `La plupart des nombres de ${header} sont hors de ce qui est admis. Sont-ils dans une autre unité ?`,
  twoWays: 'Certains nombres de votre fichier peuvent se lire de deux façons. Laquelle est la bonne ?',
  thousands: (mark: string) => `1${mark}234 vaut mille deux cent trente-quatre`,
  decimals: (mark: string) => `1${mark}234 vaut un peu plus de un`,
};

// --- Les questions qui demandent un oui, et le compte de ce qui a été donné.

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Constaté : ${has}. Demandé : ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Peu de lignes',
    found: (has, needs) => `Lignes : ${has}. Demandé : au moins ${needs}.`,
    yes: 'Oui, donner mes lignes bien qu’elles soient peu nombreuses.',
    instead: 'Ou choisissez un fichier qui a plus de lignes.',
  },
  alone: {
    title: 'Des lignes isolées',
    found: (has) => `Lignes isolées : ${has}. Demandé : aucune.`,
    yes: 'Oui, donner aussi ces lignes.',
    instead: 'Ou retirez ces lignes de votre fichier et choisissez-le à nouveau. La ligne 1 est celle des noms.',
  },
  constant: {
    title: 'Des colonnes qui trahissent votre part',
    found: (has) => `Colonnes à valeur unique : ${has}. Demandé : aucune.`,
    yes: 'Oui, donner mes lignes bien que ces colonnes trahissent ma part.',
  },
  again: {
    title: 'Des lignes déjà dans des sommes',
    found,
    yes: 'Oui, donner malgré tout mes lignes à cet entraînement.',
  },
  others: {
    title: 'S’agit-il d’autres personnes ?',
    found: () => 'Trouvé : inconnu. Demandé : d’autres personnes.',
    yes: 'Oui, ce sont d’autres personnes.',
    instead:
      'Vous n’êtes pas obligé de répondre. Sans un oui, on demande à tous les détenteurs, avant le premier tour, si l’entraînement peut continuer.',
  },
  consent: { title: 'Le commanditaire vous demande de confirmer', found: () => '', yes: 'Oui' },
  limit: {
    title: 'Votre limite de ε',
    found: (has, needs) =>
      `Avec cet entraînement : ${has === 'exact' ? 'sans borne' : `ε ${has}`}. Votre limite : ε ${needs}.`,
    yes: 'Oui, participer bien que cela dépasse ma limite.',
  },
  shared: {
    title: 'Des sommes exactes sur un modèle que vous voyez tous',
    found: () => 'Bruit dans les sommes : aucun. Demandé : du bruit, si les détenteurs voient le modèle.',
    yes: 'Oui, je l’accepte.',
  },
};

export const questions: typeof en.questions = {
  title: (needed: boolean) => (needed ? 'Cet entraînement a besoin de votre oui' : 'Une question sur vos lignes'),
  lead: 'Un oui vaut pour cet entraînement. Une question sur les mêmes lignes ne revient que si davantage serait révélé.',
  asked: (q: Question) => asked[q.rule],
  found: (q: Question) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n: number) =>
    n === 1
      ? 'Une question ci-dessus attend d’abord votre oui.'
      : `${count(n)} questions ci-dessus attendent d’abord votre oui.`,
  rechecked:
    'Quelque chose a changé : votre fichier a donc été vérifié une fois de plus. Rien n’a été donné. Lisez les questions et contribuez à nouveau.',
  merged: (columns: string[]) =>
    `Peu de vos lignes ont ${columns.join(', ')}. Comme cet entraînement le demande, elles comptent comme le niveau de tous les autres.`,
  lacks: (columns: string[]) =>
    `Toutes vos lignes sont identiques en ${columns.join(', ')} ; d’ordinaire aucune ne l’a. Ce n’est pas une question, mais les sommes peuvent le montrer.`,
  undivided: (parts: number) =>
    `Vos lignes sont trop peu nombreuses pour être divisées en ${parts} parties, ou l’une d’elles serait seule dans la sienne. Avec vous, les lignes de personne ne sont divisées, et le modèle n’est pas mesuré sur de telles parties.`,
};

export const offers: typeof en.offers = {
  title: 'Vous pouvez donner moins de lignes',
  take: (o: Offer) =>
    o.word === 'new'
      ? `Laisser de côté ${rows(o.rows)} que « ${o.past} » n’avait pas, jusqu’à ce qu’il y en ait ${count(o.until)}. Personne ne peut alors soustraire les sommes pour les voir.`
      : `Laisser de côté ${rows(o.rows)} avec une cellule vide dans n’importe quelle colonne, pour que des entraînements sur d’autres colonnes puissent reposer sur les mêmes lignes.`,
};

const claims: Record<Claim, string> = {
  first: 'dans aucune somme auparavant',
  same: 'les mêmes lignes qu’avant, avec les mêmes détenteurs',
  changed: 'déjà dans des sommes, avec d’autres lignes ou d’autres détenteurs',
};
const kind = (exact: boolean) => (exact ? 'sommes exactes' : 'sommes avec bruit');
const subtracted = (d: Again['differences'][number]) =>
  `La différence avec ${d.name === '' ? 'un entraînement antérieur auquel vous n’étiez pas' : `« ${d.name} »`}`;

export const again: typeof en.again = {
  title: 'Donner ces lignes une nouvelle fois ?',
  lead: 'Certaines lignes étaient déjà dans des sommes. Qui connaît les deux sommes peut soustraire l’une de l’autre. Lisez ce que cela révélerait, puis dites oui ou partez. Rien de vos lignes ne part avant.',
  differencesTitle: 'Ce qu’une différence révèle',
  alone: (d: Again['differences'][number]): [string, string] => [`${subtracted(d)} révélerait la part de `, ' seul.'],
  together: (d: Again['differences'][number]) => `${subtracted(d)} révélerait la part de ces détenteurs, additionnés :`,
  how: { joined: 'n’y était pas', left: 'n’est plus ici', changed: 'a maintenant d’autres lignes' },
  noDifference: 'Rien que cette page connaisse.',
  unknown: (n: number) =>
    `Vous n’avez pas dit, pour ${plural(n, 'somme antérieure', 'sommes antérieures')}, s’il s’agissait d’autres personnes ; une différence peut donc en révéler davantage.`,
  pastTitle: 'Entraînements antérieurs avec vos lignes',
  noPast: 'Aucun. La question porte sur les lignes d’autres détenteurs.',
  past: (p: Again['past'][number]) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${rows(p.found)} de votre part y ${p.found < 2 ? 'était' : 'étaient'}` +
    ` ; ${p.new === 0 ? 'aucune n’est nouvelle' : `${count(p.new)} ${p.new < 2 ? 'est nouvelle' : 'sont nouvelles'}`}` +
    `, ${p.gone === 0 ? 'aucune n’a disparu' : `${count(p.gone)} ${p.gone < 2 ? 'a disparu' : 'ont disparu'}`}.`,
  newRows: (p: Again['past'][number]) =>
    `Nouveau dans votre fichier : ${p.newRows.length === 1 ? 'ligne' : 'lignes'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Commanditaire',
  statedTitle: 'Ce que chacun a déclaré',
  claims,
  you: 'vous',
  yes: asked.again.yes,
  go: 'Continuer',
  said: 'Vous avez dit oui. L’entraînement continue dès que tous les autres l’ont fait.',
  leave: 'Si vous partez, rien de vos lignes n’est donné. La même question est posée aux autres.',
};

const stages: Record<Stage, string> = {
  open: 'déclaré, pas commencé',
  passed: 'donné',
  struck: 'non donné',
};
const stageMeanings: Record<Stage, string> = {
  open: 'L’entraînement n’a pas commencé. Cela compte comme donné jusqu’à ce que vous le quittiez.',
  passed: 'À partir de là, des sommes chiffrées sur ces lignes pouvaient être envoyées.',
  struck: 'L’entraînement n’a pas commencé avec vous : rien n’a été envoyé.',
};
const gaps: Record<GapReason, string> = {
  older: 'Le compte a été remis dans un état antérieur, ou c’en est un autre.',
  'no anchor': 'La marque qui montre si le compte est complet a disparu.',
  restored: 'Le compte a été restauré à partir d’une copie peut-être plus ancienne.',
};

export const gave: typeof en.gave = {
  open: 'Ce que vous avez donné',
  title: 'Ce que vous avez donné',
  lead: 'Chaque entraînement avec vos lignes, tel que ce navigateur l’a noté : avant qu’une somme sur elles puisse partir.',
  onStart:
    'Ce navigateur tient le compte de chaque somme où étaient vos lignes, pour tous les entraînements et tous les commanditaires.',
  loading: 'Lecture du compte',
  none: 'Encore rien : ce navigateur n’a participé à aucun entraînement avec des lignes.',
  modelOwner: 'Commanditaire',
  kind,
  stage: (s: Stage) => stages[s],
  stageMeaning: (s: Stage) => stageMeanings[s],
  amount: (g: Given) =>
    `${day(g.when)} : ${rows(g.rows)} de votre part` +
    (g.held > 0 ? `, dont ${count(g.held)} gardées pour mesurer,` : '') +
    (g.folds > 0 ? `, aussi en ${count(g.folds)} parties,` : '') +
    ` parmi ${owners(g.members.length)}.`,
  stated: (g: Given) => `Vous avez déclaré : ${claims[g.word]}.`,
  asked: 'Certaines lignes avaient déjà été dans des sommes ; vous avez dit oui.',
  members: 'Ses détenteurs de données',
  spentTitle: 'Bruit : le budget ε',
  spent: (s: Spending) =>
    s.sums === 0
      ? `Rien n’est dépensé : aucune somme avec bruit n’a été ouverte.${s.limit ? ` Votre limite est ${about(s.limit)}.` : ''}`
      : `ε ${about(s.spentAll)} est dépensé en ${plural(s.sums, 'somme')} avec bruit` +
        (s.limit ? `, sur votre limite de ${about(s.limit)}.` : '. Vous n’avez fixé aucune limite.'),
  exact: 'Les sommes exactes n’ont pas de bruit : aucun ε ne mesure ce qu’elles révèlent.',
  gapsTitle: 'Le compte n’est peut-être pas complet',
  gap: (g: Gap) =>
    `${day(g.when)} : ${gaps[g.reason]}` +
    (g.known > 0 ? ` Il avait autrefois ${plural(g.known, 'inscription')}.` : ''),
  gapMeaning:
    'Des sommes antérieures peuvent manquer. Pour chaque fichier que vous choisissez, on vous demande donc si ses personnes étaient dans une somme qui manque.',
  keptTitle: 'Où ce compte est conservé',
  kept: (host: string) =>
    `Dans ce navigateur, dans le stockage de ${host || 'fichiers de cet ordinateur'}. Effacer les données de ce site le vide. La page ne connaît alors plus vos sommes antérieures et ne peut pas vous avertir.`,
  server: (host: string) =>
    `${host}, le serveur d’où vient cette page, peut à tout moment faire effacer ce compte par votre navigateur sans que vous en soyez averti.`,
  promised: 'Le navigateur a promis de ne pas le supprimer de lui-même.',
  notPromised: 'Le navigateur peut le supprimer de lui-même quand la place vient à manquer.',
  elsewhereTitle: 'Hors de portée de ce serveur',
  elsewhere: 'Participez avec une page à vous. Elle tient son propre compte ; choisissez donc une voie et gardez-la :',
  ways: [
    { before: 'Ouvrez ', code: 'blindfit.html', after: ' d’une version de Blindfit depuis votre disque.' },
    {
      before: 'Lancez ',
      code: 'dataowner serve',
      after: ' sur votre ordinateur et ouvrez l’adresse qu’il affiche.',
    },
  ],
  command: (origin: string) => `dataowner serve --facilitator ${origin}`,
  copy: 'Copier cette commande',
  copied: 'Copié',
  close: 'Fermer',
};

// --- Entraînements avec tiers de confiance : le formulaire, le code, la suite de l’envoi unique, et les résultats publiés.

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign: typeof en.campaign = {
  formTitle: 'Vos réponses',
  formLead:
    'Sur cet ordinateur, elles deviennent un seul message chiffré. Personne ne peut le lire seul ; on n’ouvre que des sommes sur beaucoup de personnes.',
  rowTitle: 'Ou saisissez une ligne à la main',
  fileInstead: 'Ou apportez un fichier',
  range: (c: Column) => (c.min == null || c.max == null ? '' : `de ${value(c.min)} à ${value(c.max)}${unit(c)}`),
  step: (c: Column) => (c.step == null || c.step === 1 ? '' : `par pas de ${value(c.step)}${unit(c)}`),
  slider: (name: string) => `${name}, sous forme de curseur`,
  choose: 'Veuillez choisir',
  none: 'Pas de réponse',
  optional: 'Vous pouvez laisser ceci vide.',
  problems: {
    empty: 'Veuillez répondre à ceci.',
    number: `Veuillez écrire un nombre, par exemple ${value(12.5)}.`,
    whole: 'Veuillez écrire un nombre entier.',
    below: (c: Column) => `Veuillez écrire un nombre d’au moins ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c: Column) => `Veuillez écrire un nombre d’au plus ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c: Column) => `Veuillez écrire un multiple de ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Veuillez choisir l’une des réponses.',
  },
  left: (n: number) => (n === 0 ? '' : n === 1 ? 'Il manque une réponse.' : `Il manque ${n} réponses.`),
  send: 'Contribuer',
  sendLead: 'Un seul message part ; ensuite vous pouvez fermer cette page.',

  codeTitle: 'Votre code',
  codeLead: 'Cet entraînement demande le code qui vous a été envoyé : vingt lettres et chiffres.',
  code: 'Code',
  codeHint: 'Majuscules et minuscules, espaces et traits d’union ne font aucune différence.',
  codeOpen: 'Continuer',

  givenTitle: 'Vous pouvez maintenant fermer cette page',
  given: 'Votre contribution est arrivée et enregistrée.',
  opened: (i: Invitation | undefined) =>
    i?.close
      ? `Elle sera ouverte avec d’autres après le ${i.close} (UTC)${i.putOff ? ' (ce jour a été repoussé)' : ''}, ou plus tôt si le commanditaire clôture l’entraînement avant.`
      : 'Elle sera ouverte avec d’autres quand le commanditaire clôturera l’entraînement.',
  together: (i: Invitation | undefined) =>
    i?.batch ? `Une somme sur moins de ${plural(i.batch, 'contribution')} n’est jamais ouverte.` : '',
  until:
    'Jusque-là, vous pouvez rouvrir le même lien dans ce navigateur pour la corriger ou la retirer. Plus tard, des résultats y figureront peut-être.',
  correct: 'Corriger',
  correctLead:
    'Vos réponses ne sont pas gardées sur cet ordinateur : donnez-les toutes à nouveau. Seule la dernière contribution compte.',
  withdraw: 'Retirer',
  withdrawQuestion: 'Retirer votre contribution ? Elle ne sera pas comptée.',
  notYet: 'pas encore ouverte',
  withdrawnTitle: 'Retirée',
  withdrawn:
    'Votre contribution ne sera pas comptée. Jusqu’à la clôture de l’entraînement, vous pouvez contribuer à nouveau.',
  again: 'Contribuer à nouveau',
  kept: 'Il est trop tard pour cela : la contribution reste telle qu’elle était.',

  resultsTitle: 'Résultats',
  resultsLead: (owners: number, made: string) => `Tirés de ${plural(owners, 'contribution')}, publiés le ${day(made)}.`,
  noise: 'Chaque nombre contient un bruit aléatoire qui protège chaque personne.',
  hidden: (below: number) =>
    `Les effectifs de 1 à ${below - 1}, et d’autres qui les trahiraient, sont laissés de côté.`,
  rounded: (to: number) => `Les effectifs sont arrondis à des multiples de ${to}.`,
  signed: 'Signé par le commanditaire',
  tables: { summary: 'Résumé', tests: 'Tests', coefficients: 'Modèle', fit: 'Qualité de l’ajustement' },
  receipt: 'Ce que j’ai apporté',
};

// --- Un entraînement en cours : les tours, les autres détenteurs, et chaque octet envoyé.

const phases: Record<AttemptPhase, string> = {
  ...en.names.phases,
  keys: 'Convenir des masques',
  upload: 'Calculer, chiffrer, envoyer',
  reveal: 'Ouvrir la somme',
  finish: 'Le commanditaire additionne',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'ajustement du modèle',
  statistics: 'mesure des colonnes',
  evaluation: 'mesure du résultat',
  one_round: 'ajustement du modèle',
};

export const running: typeof en.running = {
  joining: 'Entrée dans l’entraînement',
  joiningLead: 'L’intermédiaire est informé de votre participation.',
  lobbyTitle: 'En attente d’autres détenteurs de données',
  lobby: (enrolled: number, start: number) =>
    enrolled < start
      ? `${count(enrolled)} sur ${owners(start)} ${enrolled < 2 ? 'est là' : 'sont là'}. L’entraînement commence quand tous sont là.`
      : `${owners(enrolled)} sont là. Le commanditaire lance l’entraînement.`,
  vouchTitle: 'Comparez des mots avec les autres',
  vouch:
    'Cet entraînement est un cercle : chaque détenteur se porte garant de tous les autres. Appelez chacun, comparez les mots et cochez-le ci-dessous. Avant cela, vous ne participez pas.',
  statementsTitle: 'Avant le premier tour',
  statements:
    'Chaque détenteur déclare si ses lignes étaient dans des sommes antérieures, car deux sommes peuvent se soustraire. Vous n’avez rien à faire : on vous interroge si la différence révèle quelque chose.',
  waitingTitle: 'En attente du prochain tour',
  waiting: 'Le commanditaire le prépare. Vous n’avez rien à faire.',
  absent: 'Le prochain tour commence quand tous sont revenus.',
  roundTitle: (e: StateEvent) => `Tour ${count(e.round ?? 0)}`,
  atMost: (n: number) => `au plus ${rounds(n)}`,
  kind: (kind: string | undefined) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n: number) => `essai ${count(n)}`,
  phase: (phase: string) => entry(phases, phase) ?? phase,
  phasesLabel: 'Phases de ce tour',
  waitsFor: 'On attend',
  you: 'vous',
  present: (n: number, members: number) => `${count(n)} sur ${owners(members)} connectés`,
  timeLeft: (ms: number) => stop(`encore ${duration(ms / 1000)} dans cette phase`),
  workLeft: (seconds: number) => stop(`encore ${duration(seconds)} de calcul`),
  progress: (done: number, likely: number, most: number) =>
    `${count(done)} sur ${likely < most ? `probablement ${count(likely)} et ` : ''}au plus ${rounds(most)} terminés`,
  remaining: (seconds: number, probably: boolean) =>
    `À ce rythme, ${probably ? 'probablement ' : ''}encore ${duration(seconds)}${probably ? '' : ', si tous les tours sont nécessaires'}.`,
  offline: 'Cet ordinateur est hors ligne. L’entraînement reprend de lui-même quand la connexion revient.',
  pausedTitle: 'En pause',
  paused: 'Vous ne participez pas tant que vous ne reprenez pas. Les autres vous attendent.',
  reconnectingTitle: 'Connexion perdue',
  reconnecting: 'La page essaie de se reconnecter. Votre place est gardée ; un tour interrompu est refait.',
  abortedTitle: 'Cet essai s’est terminé sans résultat',
  aborted: {
    missing:
      'Un détenteur n’a pas répondu à temps. Aucune somme n’a été ouverte. Le tour est refait quand tous sont revenus.',
    left: 'Un détenteur a quitté le tour. Aucune somme n’a été ouverte. Le tour est refait quand tous sont revenus.',
    round_rejected: 'Le commanditaire n’a pas pu utiliser la somme. Le tour sera peut-être refait.',
  } satisfies Partial<Record<Code, string>>,
  abortedOther: 'Aucune somme n’a été ouverte. Le tour sera peut-être refait.',
  stoppedTitle: 'Votre participation à cet entraînement est terminée',
  notJoinedTitle: 'Vous n’avez pas pu rejoindre cet entraînement',
  notify: 'Me prévenir quand il commence et se termine',
  news: {
    begun: 'L’entraînement a commencé.',
    asked: 'On vous pose une question avant de continuer.',
    ended: 'L’entraînement est terminé.',
    stopped: 'Votre participation à l’entraînement est terminée.',
  },
  pause: 'Pause',
  resume: 'Reprendre',
  leave: 'Quitter',
  leaveQuestion: 'Quitter cet entraînement ?',
  leaveLead:
    'Tout ce qui a été calculé à partir de vos lignes est jeté aussitôt. Les sommes déjà additionnées ne peuvent pas être reprises. Les autres devront peut-être vous attendre.',
  leaveYes: 'Quitter',
  leaveNo: 'Rester',
};

export const members: typeof en.members = {
  title: 'Les détenteurs de données',
  lead: 'Appelez les autres et faites-vous lire leurs mots. Les mots restent les mêmes dans tous les entraînements, et les coches sont retenues.',
  you: 'vous',
  compared: 'J’ai comparé ces mots',
  called: 'Dans cet entraînement :',
  line: 'Votre ligne pour un fichier de membres :',
  circle: (marked: number, all: number) =>
    `C’est un cercle : ${count(marked)} sur ${count(all)}, vous compris, sont cochés. Vous participez dès que tous le sont.`,
  alone: 'Les autres apparaissent une fois que le commanditaire les a admis.',
  onlyVouched: (counted: number, least: number) =>
    `Comptés : vous et les détenteurs que vous avez cochés seulement, ${count(counted)} jusqu’ici. Vous ne participez que si au moins ${count(least)} sont comptés.`,
  fewTitle: 'Trop peu de détenteurs dont vous vous portez garant',
  everybody: (least: number) =>
    `Comptés : tous les détenteurs que le commanditaire admet, comparés ou non. Vous ne participez que si au moins ${count(least)} sont comptés.`,
  again: 'Réessayer',
};

export const timeline: typeof en.timeline = {
  title: 'Tours',
  none: 'Pas encore de tour.',
  accepted: 'terminé',
  running: 'en cours',
  again: 'refait',
  label: (round: number, status: string) => `Tour ${count(round)} : ${status}`,
  earlier: (n: number) => `${rounds(n)} avant`,
  look: 'Choisissez un tour pour voir chaque octet qu’il a envoyé.',
};

export const charts: typeof en.charts = {
  title: 'Comment cela se passe',
  over: 'Comment cela s’est passé',
  cohort: 'Détenteurs additionnés, par tour',
  lost: 'En pointillé : une somme qui n’a pas été utilisée, ou pas encore.',
  cohortLabel: (list: Upload[]) =>
    list.length === 0
      ? 'Pas encore de tour'
      : `${plural(list.length, 'envoi')} : additionnés avec entre ${count(Math.min(...list.map((u) => u.owners)))} et ${owners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'De combien le modèle se déplace, par tour',
  convergenceLabel: (first: number, last: number) =>
    `De 10 puissance ${first.toFixed(1)} au début à 10 puissance ${last.toFixed(1)} maintenant`,
};

export const slots: typeof en.slots = {
  label: (l: Layout) =>
    `Un texte chiffré contient ${plural(Math.min(l.perCiphertext, l.values), 'valeur')} de ${count(l.slotBits)} bits, puis ${count(l.canaryBits)} bits qui doivent rester nuls et ${count(l.countBits)} bits qui comptent les détenteurs.`,
  lowest: 'bit de poids faible',
  highest: (bits: number) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l: Layout) => [
    {
      kind: 'slot',
      name: plural(l.values, 'valeur'),
      about: `de ${count(l.slotBits)} bits chacune : assez larges pour le total de tous les détenteurs`,
    },
    { kind: 'canary', name: 'Contrôle', about: `${count(l.canaryBits)} bits nuls dans tout total honnête` },
    {
      kind: 'count',
      name: 'Effectif',
      about: `${count(l.countBits)} bits qui montrent combien de détenteurs sont dans le total`,
    },
    { kind: 'rest', name: 'Inutilisé', about: 'zéro' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round: number) => `Tour ${count(round)} : ce qui a quitté cet ordinateur`,
  open: (round: number) => `Montrer les octets envoyés au tour ${count(round)}`,
  look: 'Voir',
  all: (s: Sent) =>
    `${plural(s.values, 'valeur')} dans ${plural(s.ciphertexts, 'texte chiffré', 'textes chiffrés')}, ${bytes(s.bytesUp)} après un message signé de ${bytes(s.headBytes)}.`,
  encrypted:
    'C’est tout ce qui est parti de vos données à ce tour. C’est chiffré, et masqué de sorte que seul le total peut être lu.',
  layoutTitle: 'Contenu d’un texte chiffré',
  valuesTitle: (n: number) => (n === 1 ? 'La valeur par son nom' : `Les ${count(n)} valeurs par leur nom`),
  value: (label: string, i: number, n: number) =>
    i === n - 1
      ? 'combien de lignes vous avez'
      : i === n - 2
        ? 'l’erreur sur vos lignes'
        : `dans quel sens ${label} devrait aller, d’après vos lignes`,
  bytesTitle: 'Les octets',
  length: 'Longueur du message',
  message: 'Message signé',
  ciphertext: (i: number, n: number) => (n === 1 ? 'Texte chiffré' : `Texte chiffré ${count(i)} sur ${count(n)}`),
  verified: 'Ce sont les octets du corps de la requête. Leur empreinte est celle du message signé.',
  altered:
    'Les octets gardés ici ne sont pas ceux qui ont été signés : quelque chose sur cet ordinateur les a modifiés.',
  gone: 'Les octets eux-mêmes n’ont pas été gardés : l’entraînement en envoie trop. Leur empreinte est ci-dessous et dans le reçu.',
  start: (n: number) => `Les ${bytes(n)} du début sont montrés.`,
  signedTitle: 'Le message signé',
  digest: 'Empreinte des textes chiffrés (SHA-256)',
  requestsTitle: 'Chaque requête de ce tour',
  requests: 'Les clés et signatures ne contiennent aucune donnée. Rien d’autre n’a été envoyé à ce tour.',
  earlier: 'La liste ne les a plus : elles ont été faites avant le chargement de la page, ou il y a trop longtemps.',
  panelTitle: 'Voir la même chose dans le navigateur',
  panel: (s: Sent) => [
    'Ouvrez les outils de développement (F12, sur Mac ⌥⌘I) et choisissez Réseau. Seules les requêtes faites pendant qu’ils sont ouverts y figurent.',
    `Choisissez la requête PUT dont l’adresse finit par rounds/${s.round}/${s.attempt}/uploads/… et regardez son contenu.`,
    'Comparez-le aux octets ci-dessus, ou enregistrez les deux et comparez leur SHA-256.',
    'La liste contient chaque requête de cette page : cherchez tout ce qui est parti en plus.',
  ],
  before: 'Précédent',
  after: 'Suivant',
  save: 'Enregistrer ces octets',
  close: 'Fermer',
};

export const traffic: typeof en.traffic = {
  title: 'Envoyé et reçu',
  sent: 'envoyés',
  received: 'reçus',
  details: 'Chaque requête de cette visite',
  path: 'Requête',
  hint: 'Le panneau réseau de votre navigateur montre la même liste.',
  kernel: {
    simd: 'Chiffré avec l’arithmétique vectorielle du navigateur.',
    bigint: 'Chiffré avec les grands entiers du navigateur.',
    go: 'Chiffré avec le noyau de calcul en WebAssembly.',
  },
};

// --- La place d’une personne dans un entraînement : avant de s’y joindre et pendant l’attente.

export const standing = {
  closed: {
    begun: {
      title: 'Cet entraînement a commencé',
      lead: 'Ses participants sont fixés, et vous n’en êtes pas dans ce navigateur. Si vous l’avez rejoint, ouvrez le lien dans le navigateur utilisé alors.',
    },
    finished: {
      title: 'Cet entraînement est terminé',
      lead: 'Il n’accepte plus de données. Demandez à la personne qui vous a envoyé le lien s’il y en aura un autre.',
    },
    revoked: {
      title: 'Ce lien a été retiré',
      lead: 'Le commanditaire ne l’accepte plus. Si vous voulez encore participer, demandez-en un nouveau.',
    },
    late: {
      title: 'Ce lien a expiré',
      lead: 'Le dernier jour pour participer avec lui est passé. Demandez à la personne qui l’a envoyé s’il y en a un autre.',
    },
    full: {
      title: 'Cet entraînement est complet',
      lead: 'Toutes ses places sont prises. Demandez à la personne qui vous a envoyé le lien si une place se libère.',
    },
  },
  nothing: 'Rien n’a été lu sur votre ordinateur.',
  notes: {
    joined: {
      title: 'Vous avez rejoint cet entraînement',
      lead: 'Il n’a pas commencé. Choisissez à nouveau votre fichier et gardez cette page ouverte pour être là au début. D’ici là, vous pouvez aussi choisir un autre fichier.',
    },
    used: {
      title: 'Quelqu’un a déjà utilisé ce lien',
      lead: 'Chaque lien est pour un seul participant. Si c’était vous, dans un autre navigateur ou avant que son stockage ne soit effacé, continuez : celui qui est connecté compte. Sinon, prévenez la personne qui vous l’a envoyé et demandez votre propre lien.',
    },
    twice: {
      title: 'Vous êtes déjà dans cet entraînement, par un autre lien',
      lead: 'Un participant compte une fois. Ne transmettez ce lien à personne ; dites au commanditaire qu’il n’est pas utile.',
    },
    unknown: {
      title: 'Le commanditaire ne connaît pas ce lien',
      lead: 'Il est d’un autre entraînement, ou les dossiers du commanditaire sont plus anciens que le lien. Demandez-en un nouveau avant de continuer.',
    },
  },
  waiting: {
    used: {
      title: 'Un autre navigateur occupe cette place',
      lead: 'Quelqu’un d’autre est connecté par le même lien, et un seul compte. Si c’est vous, fermez l’autre page. Sinon, prévenez le commanditaire et demandez votre propre lien.',
    },
    twice: {
      title: 'Vous êtes déjà dans cet entraînement',
      lead: 'Vous l’avez rejoint par un autre lien aussi, et comptez une fois. Vous pouvez quitter ici.',
    },
    revoked: {
      title: 'Vous n’êtes pas admis',
      lead: 'Le commanditaire a retiré votre lien. Demandez-lui pourquoi ; rien de vos lignes n’a été envoyé.',
    },
    unknown: {
      title: 'Vous n’êtes pas admis',
      lead: 'Le commanditaire ne connaît pas le lien par lequel vous êtes venu. Demandez-en un nouveau ; rien de vos lignes n’a été envoyé.',
    },
  },
  lobby: (admitted: number, others: number, start: number) =>
    (admitted < start
      ? `Admis : ${count(admitted)} sur ${owners(start)}. L’entraînement commence quand tous sont là.`
      : `Admis : ${owners(admitted)}. Le commanditaire lance l’entraînement.`) +
    (others > 0 ? ` Autres, qui ne comptent pas : ${count(others)}.` : ''),
  notLooked: 'Le commanditaire n’a pas encore regardé qui il admet.',
  reconsider: 'Choisir un autre fichier',
  keep: 'Continuer seule après un rechargement de la page',
  keepHint:
    'Des sommes sur vos lignes, jamais les lignes, restent dans ce navigateur jusqu’à la fin de l’entraînement : chiffrées avec une clé qu’aucun script ne peut lire, et effacées à la fin.',
  cancel: 'Arrêter la vérification',
  loading: 'Le programme de la page se charge : environ 1,6 Mo, une seule fois. Votre connexion semble lente.',
};

// --- La fin d’un entraînement ou de la page, et des conseils en cas de problème.

export const done: typeof en.done = {
  title: 'Merci',
  leftTitle: 'Vous êtes parti',
  lead: (reason: string) => ending(reason) ?? 'L’entraînement est terminé.',
  summary: (rounds: number, up: number) =>
    `Vous avez participé à ${plural(rounds, 'tour accepté', 'tours acceptés')} et envoyé ${bytes(up)} de sommes chiffrées.`,
  nothing: 'Aucune de vos sommes chiffrées n’a été utilisée.',
  tableTitle: 'Ce qui a quitté cet ordinateur',
  round: 'Tour',
  size: 'Taille',
  among: 'Dans une somme de',
  amongOwners: (u: Upload) => (u.accepted ? owners(u.owners) : 'non utilisé'),
  digest: 'Empreinte de l’envoi',
  bytes: 'Octets',
  save: 'Enregistrer le reçu',
  saveLead:
    'Le reçu contient les empreintes de vos envois, pour que vous puissiez prouver plus tard ce que vous avez envoyé. Il ne contient rien de vos lignes.',
  close: 'Vous pouvez fermer cet onglet.',
  another: 'Rejoindre un autre entraînement',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'La page a dû s’arrêter',
  failed:
    'Une erreur s’est produite dans la page. Tout ce qui a été calculé à partir de vos lignes a disparu de sa mémoire. Rechargez la page pour continuer.',
  details: 'Détails',
  reload: 'Recharger',
  unsupportedTitle: 'Ce navigateur ne peut pas participer',
  unsupported: (missing: string[]) =>
    `Il lui manque : ${missing.join(', ')}. Utilisez une version actuelle de Firefox, Chrome, Edge ou Safari. Rien n’a été envoyé.`,
  insecure: 'Cette page doit être ouverte en https, ou depuis cet ordinateur même. Rien n’a été envoyé.',
  bareTitle: 'Cette page a été modifiée en chemin',
  bare: 'Elle est arrivée sans la règle qui tient à l’écart le code étranger. Prévenez l’exploitant de ce serveur. Rien n’a été lu et rien n’a été envoyé.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'grands entiers',
    worker: 'processus de travail',
    storage: 'stockage pour cette page',
    locks: 'verrous entre onglets',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Vérifiez votre connexion et réessayez.';
    case 'internal':
      return 'Rechargez la page. Si cela se reproduit, prévenez le commanditaire.';
    default:
      return '';
  }
}

export { bytes, day, sentence, told };
