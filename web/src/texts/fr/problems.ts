/** Ce que le programme signale. */
import { speaker, type Codes, type Sentences } from '../say';
import { count, plural, sentence as stop } from './words';

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

export const { sentence, told } = speaker(sentences, codes, stop, count);
