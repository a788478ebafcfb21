/** O que o programa comunica. */
import { speaker, type Codes, type Sentences } from '../say';
import { count, plural, sentence as stop } from './words';

export const sentences: Sentences = {
  '%d cells': (n) => plural(Number(n), 'célula'),
  '%d names': (n) => plural(Number(n), 'nome'),
  '%d of %d data owners are vouched for, this one included; at least %d are asked for':
    'responde-se por {0} de {1} detentores de dados, este incluído; são exigidos pelo menos {2}',
  '%s (one differs only in upper and lower case)': '{0} (um difere apenas em maiúsculas e minúsculas)',
  '%s: %d rows are gone, changed, or on the other side of the holdout':
    '{0}: {1} linhas sumiram, mudaram ou estão do outro lado da divisão',
  '%s: %s (and %d more)': '{0}: {1} (e mais {2})',
  '%s: it is %s': '{0}: é {1}',
  '%s: it is shorter than it was, or another one': '{0}: está mais curto do que antes, ou é outro',
  '%s: line %d does not follow from the ones before': '{0}: a linha {1} não decorre das anteriores',
  '%s: malformed line %d': '{0}: a linha {1} está malformada',
  '%s: round %d was charged otherwise before': '{0}: a rodada {1} foi cobrada antes de outra maneira',
  '%s: round %d would take ε past %s': '{0}: a rodada {1} levaria ε além de {2}',
  '%s: the ledger lost lines while it was running': '{0}: o registro perdeu linhas enquanto estava em uso',
  '%s; are they in %s?': '{0}; estão em {1}?',
  '1 cell': '1 célula',
  '1 name': '1 nome',
  'Agree to take part: --agree %s in the program, a tick in the page.':
    'Aceite participar: --agree {0} no programa, uma marca na página.',
  'Ask the model owner for a new link.': 'Peça ao solicitante um novo link.',
  'Ask the model owner for a new training.': 'Peça ao solicitante um novo treinamento.',
  'Ask the model owner for a new training; what is spent stays spent.':
    'Peça ao solicitante um novo treinamento; o que foi gasto continua gasto.',
  'Ask the model owner for a smaller bounds.weight.': 'Peça ao solicitante um bounds.weight menor.',
  'Ask the model owner for a training with a higher cohort.min, or lower your own minimum.':
    'Peça ao solicitante um treinamento com um cohort.min maior, ou diminua o seu mínimo.',
  'Ask the model owner for a training with a key of its own.':
    'Peça ao solicitante um treinamento com uma chave própria.',
  'Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.':
    'Peça ao solicitante um treinamento com ruído, ou um círculo de detentores que respondam uns pelos outros.',
  'Ask the model owner for the reason.': 'Pergunte o motivo ao solicitante.',
  'Ask the model owner to send the link again.': 'Peça ao solicitante que envie o link de novo.',
  'Ask the model owner what went wrong.': 'Pergunte ao solicitante o que deu errado.',
  'Ask the model owner whether there is a new training.': 'Pergunte ao solicitante se há um novo treinamento.',
  'Ask the model owner why data owners keep leaving.':
    'Pergunte ao solicitante por que detentores de dados continuam saindo.',
  'Bring the file that you began this training with; rows may be added to it.':
    'Traga o arquivo com que você começou este treinamento; linhas podem ser acrescentadas a ele.',
  'Check the connection and that the address in the link is right.':
    'Verifique a conexão e se o endereço no link está certo.',
  'Choose a CSV file first.': 'Escolha antes um arquivo CSV.',
  'Choose the file again.': 'Escolha o arquivo de novo.',
  'Come back later: the model owner waits for the trustee.': 'Volte mais tarde: o solicitante espera pelo fiduciário.',
  "Compare the members' file with the others, or ask the model owner whom it admitted.":
    'Compare o arquivo de membros com os outros, ou pergunte ao solicitante quem ele admitiu.',
  'Compare the words that the trustee publishes with those of the invitation.':
    'Compare as palavras que o fiduciário publica com as do convite.',
  'Compare words with more of the data owners, mark them, and try again.':
    'Compare palavras com mais detentores de dados, marque-os e tente de novo.',
  'Compare words with them, or ask the model owner whom it admitted.':
    'Compare palavras com eles, ou pergunte ao solicitante quem ele admitiu.',
  'Copy the whole link again.': 'Copie o link inteiro de novo.',
  'Do not take part: the facilitator serves something else than the model owner signed.':
    'Não participe: o intermediário oferece algo diferente do que o solicitante assinou.',
  "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.":
    'Não participe: o registro do solicitante foi alterado, ou viola as regras do treinamento. Avise o solicitante.',
  'Do not take part; tell the model owner.': 'Não participe; avise o solicitante.',
  'Free some storage and try again.': 'Libere espaço de armazenamento e tente de novo.',
  'Go on from the newest copy of the vault, or on the machine that contributed last.':
    'Continue com a cópia mais recente do cofre, ou no computador que contribuiu por último.',
  'Leave the running training first.': 'Saia antes do treinamento em andamento.',
  'Leave the training first.': 'Saia antes do treinamento.',
  'Open an invite link first.': 'Abra antes um link de convite.',
  'Open the invite link again.': 'Abra de novo o link de convite.',
  'Raise your limit to go on, or leave the training.': 'Aumente seu limite para continuar, ou saia do treinamento.',
  'Restore into an empty folder.': 'Restaure em uma pasta vazia.',
  'Restore the vault from a copy.': 'Restaure o cofre a partir de uma cópia.',
  'Restore the vault from a copy; without its ledger this owner takes no part.':
    'Restaure o cofre a partir de uma cópia; sem o registro dele este detentor não participa.',
  'Split the file or bring fewer rows.': 'Divida o arquivo ou traga menos linhas.',
  'Take another backup.': 'Faça outra cópia de segurança.',
  'Take part from the machine that it was handed over to.':
    'Participe a partir do computador ao qual ele foi entregue.',
  'Tell the model owner that a data owner was admitted twice.':
    'Avise o solicitante de que um detentor de dados foi admitido duas vezes.',
  'Tell the model owner that the training diverges.': 'Avise o solicitante de que o treinamento diverge.',
  'Tell the model owner.': 'Avise o solicitante.',
  'Tell the other data owners and the model owner: large weights read single rows.':
    'Avise os outros detentores de dados e o solicitante: pesos grandes leem linhas isoladas.',
  'Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.':
    'Avise os outros detentores de dados e o solicitante: duas somas que diferem só nisto falam das linhas em que falta um valor, ou de estimativas isoladas.',
  'The training may need a newer version of Blindfit.':
    'O treinamento talvez precise de uma versão mais nova do Blindfit.',
  'Try another browser or machine.': 'Tente com outro navegador ou computador.',
  "Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.":
    'Use a versão que o escreveu, ou comece com um cofre vazio: outro --dir, ou o armazenamento da página apagado.',
  'a PDF': 'um PDF',
  'a Parquet file': 'um arquivo Parquet',
  'a file of R (.rds or .RData)': 'um arquivo do R (.rds ou .RData)',
  'a file of SAS (.sas7bdat or .xpt)': 'um arquivo do SAS (.sas7bdat ou .xpt)',
  'a file of SPSS (.sav)': 'um arquivo do SPSS (.sav)',
  'a file of Stata (.dta)': 'um arquivo do Stata (.dta)',
  'a quote is opened in this row and never closed': 'nesta linha abre-se uma aspa que nunca é fechada',
  'a row with an event needs its time': 'uma linha com um evento precisa do tempo dele',
  'a running training cannot be forgotten': 'um treinamento em andamento não pode ser esquecido',
  'a spreadsheet or an archive': 'uma planilha ou um arquivo compactado',
  'a value is missing, and an %s has no substitute': 'falta um valor, e {0} não tem substituto',
  'a value is missing, and this training accepts no missing values':
    'falta um valor, e este treinamento não aceita valores ausentes',
  'a web page': 'uma página da web',
  'above the declared maximum %s': 'acima do máximo declarado {0}',
  'an SQLite database': 'um banco de dados SQLite',
  'an old Excel workbook (.xls) or one with a password':
    'uma pasta de trabalho antiga do Excel (.xls) ou uma com senha',
  'another training is running': 'outro treinamento está em andamento',
  'another training of this owner began meanwhile, so the rows must be compared once more':
    'enquanto isso começou outro treinamento deste detentor, por isso as linhas precisam ser comparadas mais uma vez',
  'below the declared minimum %s': 'abaixo do mínimo declarado {0}',
  'bounds.weight is %d; in a circle it is at most %d': 'bounds.weight é {0}; em um círculo é no máximo {1}',
  'column %s: %s': 'coluna {0}: {1}',
  'column %s: every row has the same value': 'coluna {0}: todas as linhas têm o mesmo valor',
  'column %s: missing in %d rows, so no cost is computed':
    'coluna {0}: o valor falta em {1} linhas, por isso o custo não é calculado',
  'compressed (.gz)': 'compactado (.gz)',
  'decimal commas and decimal points are mixed in this file':
    'vírgulas e pontos decimais estão misturados neste arquivo',
  'every row has one cell more than the header has names: the first is taken as the name of the row and not read':
    'cada linha tem uma célula a mais do que o cabeçalho tem nomes: a primeira é tomada como nome da linha e não é lida',
  'exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only':
    'somas exatas sobre pesos compartilhados permitem que o solicitante leia linhas isoladas; este detentor participa delas somente em um círculo',
  "failed to check the model owner's key: %s": 'não foi possível verificar a chave do solicitante: {0}',
  'failed to compute round %d: %s': 'não foi possível calcular a rodada {0}: {1}',
  'failed to keep for whom this owner vouches: %s': 'não foi possível guardar por quem este detentor responde: {0}',
  'failed to open ledger: %s': 'não foi possível abrir o registro: {0}',
  'failed to prove the bit budget: %s': 'não foi possível provar o número de bits: {0}',
  'failed to reach the facilitator: %s': 'não foi possível chegar ao intermediário: {0}',
  'failed to read rows again: %s': 'não foi possível ler as linhas de novo: {0}',
  'failed to read rows: %s': 'não foi possível ler as linhas: {0}',
  'failed to read training file: %s': 'não foi possível ler o arquivo do treinamento: {0}',
  'failed to sum rows: %s': 'não foi possível somar as linhas: {0}',
  'failed to time a round: %s': 'não foi possível medir a duração de uma rodada: {0}',
  'failed to verify manifest: %s': 'não foi possível verificar o manifesto: {0}',
  'failed to write vault: %s': 'não foi possível escrever o cofre: {0}',
  'incorrect training key: the training file does not open with this link':
    'chave de treinamento incorreta: o arquivo do treinamento não abre com este link',
  'invalid charge: the training is exact': 'cobrança inválida: o treinamento é exato',
  'invalid ledger entry: a field is out of range': 'entrada inválida no registro: um campo está fora do seu intervalo',
  'invalid limit: must be a number from 0 to 1e6': 'limite inválido: precisa ser um número de 0 a 1e6',
  'invalid link: must not hold a user name or password': 'link inválido: não pode conter nome de usuário nem senha',
  'invalid link: the part after # must begin with "2." or "2c."; it may come from another version':
    'link inválido: a parte depois de # precisa começar com “2.” ou “2c.”; talvez venha de outra versão',
  'invalid log: it is shorter than was seen before, or differs from it':
    'registro inválido: é mais curto do que foi visto antes, ou difere dele',
  'invalid manifest: cohort rules differ from the training file':
    'manifesto inválido: as regras sobre o número de detentores diferem do arquivo do treinamento',
  'invalid manifest: consent does not follow from the training file':
    'manifesto inválido: o consentimento não decorre do arquivo do treinamento',
  'invalid manifest: its fingerprint is not the one in the link':
    'manifesto inválido: a impressão digital dele não é a do link',
  'invalid manifest: limits.rounds does not follow from the training file':
    'manifesto inválido: limits.rounds não decorre do arquivo do treinamento',
  'invalid manifest: masking differs from the training file':
    'manifesto inválido: o mascaramento difere do arquivo do treinamento',
  'invalid manifest: noise does not follow from the training file':
    'manifesto inválido: o ruído não decorre do arquivo do treinamento',
  'invalid manifest: rounds do not follow from the training file':
    'manifesto inválido: as rodadas não decorrem do arquivo do treinamento',
  'invalid manifest: the key must have %d bits, as in the training file':
    'manifesto inválido: a chave precisa ter {0} bits, como no arquivo do treinamento',
  'invalid manifest: trustees.batch differs from the training file':
    'manifesto inválido: trustees.batch difere do arquivo do treinamento',
  'invalid manifest: weights differ from the training file':
    'manifesto inválido: os pesos diferem do arquivo do treinamento',
  'invalid privacy ledger': 'registro de privacidade inválido',
  'invalid rows': 'linhas inválidas',
  'invalid statement: the training uses no row of the file':
    'declaração inválida: o treinamento não usa nenhuma linha do arquivo',
  'invalid vault: it was written by another version of Blindfit':
    'cofre inválido: foi escrito por outra versão do Blindfit',
  'invalid weights of round %d: %s': 'pesos inválidos na rodada {0}: {1}',
  'invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before':
    'pesos inválidos na rodada {0}: a escala das colunas, o que substitui valores ausentes ou a variância entre detentores de dados não corresponde às rodadas anteriores',
  'its numbers can be read in two ways: say whether the %s is a decimal sign or stands between thousands': (mark) =>
    `os números dela podem ser lidos de duas maneiras: diga se ${mark === 'comma' ? 'a vírgula' : 'o ponto'} é um sinal decimal ou separa os milhares`,
  'malformed arguments of %s': 'argumentos malformados de {0}',
  'malformed code: a letter or digit is wrong; compare it with what you were sent':
    'código malformado: uma letra ou algarismo está errado; compare-o com o que você recebeu',
  'malformed code: must have 20 letters and digits, such as five groups of four':
    'código malformado: precisa ter 20 letras e algarismos, por exemplo cinco grupos de quatro',
  'malformed ledger': 'registro malformado',
  'malformed link: a character is wrong; copy it again': 'link malformado: um caractere está errado; copie-o de novo',
  'malformed link: must begin with http:// or https:// and a host':
    'link malformado: precisa começar com http:// ou https:// e um nome de servidor',
  'malformed link: the part after # is missing; copy the whole link':
    'link malformado: falta a parte depois de #; copie o link inteiro',
  'malformed link: the part after # must have %d characters; it seems cut or altered':
    'link malformado: a parte depois de # precisa ter {0} caracteres; parece cortada ou alterada',
  'malformed master secret': 'segredo principal malformado',
  'malformed vault entry of training %s': 'entrada malformada no cofre para o treinamento {0}',
  'members[%d] of the roster is a data owner already in it':
    'members[{0}] da lista é um detentor de dados que já está nela',
  'more rows than this training accepts (%d)': 'mais linhas do que este treinamento aceita ({0})',
  'most values are outside the declared range': 'a maioria dos valores está fora do intervalo declarado',
  'must be a whole number': 'precisa ser um número inteiro',
  'no training is open': 'nenhum treinamento está aberto',
  'no usable rows': 'nenhuma linha aproveitável',
  'not UTF-8 text: save the file as UTF-8': 'não é texto UTF-8: salve o arquivo como UTF-8',
  'not a number': 'não é um número',
  'not a number: a date': 'não é um número: uma data',
  'not a number: a fraction': 'não é um número: uma fração',
  "not a number: a spreadsheet's error": 'não é um número: um erro da planilha',
  'not a number: a time of day': 'não é um número: uma hora do dia',
  'not a number: a word': 'não é um número: uma palavra',
  'not a number: infinite': 'não é um número: infinito',
  'not a number: it has a currency sign': 'não é um número: tem um símbolo de moeda',
  'not a number: it has a per cent sign': 'não é um número: tem um sinal de porcentagem',
  'not a number: it has a sign such as < in front': 'não é um número: tem na frente um sinal como <',
  'not a number: it has brackets, which may mean a minus':
    'não é um número: tem parênteses, que podem significar menos',
  'not a number: it has letters, such as those of a unit': 'não é um número: tem letras, como as de uma unidade',
  'not a number: its commas, points or spaces are neither one decimal sign nor between thousands':
    'não é um número: suas vírgulas, pontos ou espaços não são nem um único sinal decimal nem separadores de milhares',
  'not a number: too large': 'não é um número: grande demais',
  'not one of the declared levels': 'não é um dos níveis declarados',
  'not one of the declared levels (one differs only in upper and lower case)':
    'não é um dos níveis declarados (um difere apenas em maiúsculas e minúsculas)',
  'nothing was sent in attempt %d of round %d': 'nada foi enviado na tentativa {0} da rodada {1}',
  'only another data owner of this training can be vouched for':
    'só se pode responder por outro detentor de dados deste treinamento',
  'row %d: a quote is opened and never closed': 'linha {0}: abre-se uma aspa que nunca é fechada',
  'row has %d cells, the header has %d names': 'a linha tem {0} células, o cabeçalho tem {1} nomes',
  'row has %s, the header has %s': 'a linha tem {0}, o cabeçalho tem {1}',
  'rows cannot change while a training runs': 'as linhas não podem mudar enquanto um treinamento está em andamento',
  'the facilitator does not know this training: %s': 'o intermediário não conhece este treinamento: {0}',
  'the facilitator holds a later message of this data owner: %s':
    'o intermediário tem uma mensagem posterior deste detentor de dados: {0}',
  'the facilitator refused: %s': 'o intermediário recusou: {0}',
  'the file has no such column': 'o arquivo não tem essa coluna',
  'the file has no such column (is it %s?)': 'o arquivo não tem essa coluna (é {0}?)',
  'the file has this column twice': 'o arquivo tem esta coluna duas vezes',
  'save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'salve-o como CSV (em R: write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))':
    'salve-o como CSV (em SAS: proc export dbms=csv; em R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))':
    'salve-o como CSV (em SPSS: Arquivo, Salvar como, CSV; em R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))',
  'save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))':
    'salve-o como CSV (em Stata: export delimited rows.csv; em R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))',
  'unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'descompacte-o e escolha o arquivo que ele contém (um arquivo do R é salvo com write.csv(TABLE, "rows.csv", row.names = FALSE))',
  'save it as .xlsx': 'salve-o como .xlsx',
  'save the table as CSV': 'salve a tabela como CSV',
  'save the table as CSV, or take part with the program dataowner, which reads it':
    'salve a tabela como CSV, ou participe com o programa dataowner, que o lê',
  'an Excel workbook in XML of 2003': 'uma pasta de trabalho do Excel em XML de 2003',
  'the file is %s: %s': 'o arquivo é {0}: {1}',
  'the file is a binary Excel workbook (.xlsb)': 'o arquivo é uma pasta de trabalho binária do Excel (.xlsb)',
  'the file is UTF-16 text: save it as CSV in UTF-8': 'o arquivo é texto UTF-16: salve-o como CSV em UTF-8',
  'the file is empty': 'o arquivo está vazio',
  'the file is not UTF-8 text: save it as CSV in UTF-8': 'o arquivo não é texto UTF-8: salve-o como CSV em UTF-8',
  'the file is not text: save it as CSV in UTF-8': 'o arquivo não é texto: salve-o como CSV em UTF-8',
  'the file lacks a column of this training': 'falta ao arquivo uma coluna deste treinamento',
  'the file must be at most %d MB': 'o arquivo pode ter no máximo {0} MB',
  'the first row looks like values, not names: put the names of the columns above it':
    'a primeira linha parece de valores, não de nomes: ponha os nomes das colunas acima dela',
  'the ledger has a different number of lines': 'o registro tem outro número de linhas',
  'the ledger was changed meanwhile': 'o registro foi mudado enquanto isso',
  'the ledger was replaced while it was open': 'o registro foi substituído enquanto estava aberto',
  'the lines end in carriage returns alone: save the file with LF or CRLF line ends':
    'as linhas terminam só com CR: salve o arquivo com fins de linha LF ou CRLF',
  'the model owner admitted no data owner in time; expected are %s':
    'o solicitante não admitiu a tempo nenhum detentor de dados; são esperados {0}',
  'the model owner did not admit this data owner': 'o solicitante não admitiu este detentor de dados',
  'the model owner rejected %d attempts at round %d; this owner takes no further part in it':
    'o solicitante rejeitou {0} tentativas da rodada {1}; este detentor não participa mais dela',
  'row %d has words above numbers, such as units, and is not read':
    'a linha {0} tem palavras acima de números, como unidades, e não é lida',
  'the names of the columns are in row %d; what is above is not read':
    'os nomes das colunas estão na linha {0}; o que está acima não é lido',
  'the privacy budget is spent': 'o orçamento de privacidade está gasto',
  'the roster is not the circle: missing %s; not in the circle %s':
    'a lista não é o círculo: faltam {0}; não são do círculo {1}',
  'the round has had as many lists of owners as it may have':
    'a rodada já teve tantas listas de detentores quantas pode ter',
  'the row of the names is one cell: no comma, semicolon, tab or | is between names':
    'a linha dos nomes é uma só célula: entre os nomes não há vírgula, ponto e vírgula, tabulação nem |',
  'the rows are not those that were stated for this training':
    'as linhas não são as que foram declaradas para este treinamento',
  'the rows must be compared once more': 'as linhas precisam ser comparadas mais uma vez',
  'the sum would be over %d data owners; this owner takes part with at least %d':
    'a soma seria de {0} detentores de dados; este detentor participa com pelo menos {1}',
  'the training goes on without this data owner: it was revoked, or did not state its rows in time':
    'o treinamento continua sem este detentor de dados: ele foi excluído, ou não declarou suas linhas a tempo',
  'the training takes no more data owners: %s (%s)': 'o treinamento não aceita mais detentores de dados: {0} ({1})',
  "the training's key was met in another training": 'a chave do treinamento já apareceu em outro treinamento',
  "the trustees' accepts are not those that this data owner contributed under before":
    'as aceitações dos fiduciários não são aquelas sob as quais este detentor contribuiu antes',
  'the values fill less than 2 % of the declared range': 'os valores ocupam menos de 2 % do intervalo declarado',
  'the vault belongs to another owner than the backup':
    'o cofre é de um detentor de dados diferente do da cópia de segurança',
  'there are no rows to contribute': 'não há linhas com que contribuir',
  'this browser does not know that training': 'este navegador não conhece aquele treinamento',
  'this data owner has contributed nothing to the training':
    'este detentor de dados não contribuiu com nada para o treinamento',
  'this ledger was handed over to another machine': 'este registro foi entregue a outro computador',
  'this link needs the code that you were sent': 'este link precisa do código que foi enviado a você',
  'this owner does not upload in this training': 'este detentor não envia nada neste treinamento',
  "this owner's limit of ε would be passed": 'o limite de ε deste detentor seria ultrapassado',
  'this training is already running': 'este treinamento já está em andamento',
  'this training needs a yes of yours: %s': 'este treinamento precisa de um sim seu: {0}',
  'this training was stated before': 'já foi feita uma declaração para este treinamento',
  'trustee %d of the training (%s) is none of those that you named':
    'o fiduciário {0} do treinamento ({1}) não é nenhum dos que você nomeou',
  'unknown command %s': 'comando desconhecido {0}',
  'very many requests come from your network address; trying again in %d seconds':
    'chegam muitíssimas requisições do seu endereço de rede; nova tentativa em {0} segundos',
  'you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s':
    'você não responde por todos os detentores do círculo: sem resposta estão {0}; com resposta e não admitidos estão {1}',
  'the file is an archive or a document, and no workbook':
    'o arquivo é um arquivo compactado ou um documento, e não uma pasta de trabalho',
  'Unpack it, or save the table as .xlsx or CSV.': 'Descompacte-o, ou salve a tabela como .xlsx ou CSV.',
  'the file is an old Excel workbook (.xls)': 'o arquivo é uma pasta de trabalho antiga do Excel (.xls)',
  'Save it as .xlsx and choose it again.': 'Salve-o como .xlsx e escolha-o de novo.',
  'the workbook is broken': 'a pasta de trabalho está danificada',
  'Open it in a spreadsheet program and save it again.': 'Abra-a em um programa de planilhas e salve-a de novo.',
  'the workbook has a password': 'a pasta de trabalho tem uma senha',
  'Take the password off in your spreadsheet program and save it again.':
    'Tire a senha no seu programa de planilhas e salve-a de novo.',
  'the file unpacks to more than 512 MB': 'o arquivo descompactado tem mais de 512 MB',
  'Save the table as CSV in UTF-8.': 'Salve a tabela como CSV em UTF-8.',
  'sheet %s has %d formulas without a value': 'a planilha {0} tem {1} fórmulas sem valor',
  'Open it in a spreadsheet program and save it again, so that it holds the values.':
    'Abra-a em um programa de planilhas e salve-a de novo, para que contenha os valores.',
  'no sheet holds a table': 'nenhuma planilha contém uma tabela',
  'sheet %s holds no table': 'a planilha {0} não contém uma tabela',
  'Put the names of the columns in one row and the values below it.':
    'Ponha os nomes das colunas em uma linha e os valores abaixo dela.',
  '%d rows': '{0} linhas',
  '%d rows stand alone': '{0} linhas estão sozinhas',
  '%s: a sum, or the difference of two, would tell of one or two of them alone.':
    '{0}: uma soma, ou a diferença de duas, revelaria algo de uma ou duas delas isoladamente.',
  '1 row': '1 linha',
  '1 row stands alone': '1 linha está sozinha',
  'A sum, or the difference of two, would be over %s of yours; at least %d are asked for.':
    'Uma soma, ou a diferença de duas, seria de {0} suas; são exigidas pelo menos {1}.',
  'A training that adjusts for its data owners can do without such a column: with "site": "fixed" your means stay with you.':
    'Um treinamento que leva em conta seus detentores pode dispensar tal coluna: com "site": "fixed" suas médias ficam com você.',
  "If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.":
    'Se ele se afastar do método, pode ler linhas isoladas de alguém entre vocês; com a ajuda de outro membro, fica sabendo de quem.',
  "Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you.":
    'Os erros por detentor são feitos de produtos das somas próprias de cada membro: se vocês forem poucos, ou com a ajuda de outro membro, ele pode reconhecer as somas de um de vocês.',
  'See line %d: %s.': 'Veja a linha {0}: {1}.',
  'See lines %d and %d: %s.': 'Veja as linhas {0} e {1}: {2}.',
  'The model owner sees sums over all of you in each round.':
    'O solicitante vê em cada rodada somas sobre todos vocês.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: none of its rows is in the file.':
    'As pessoas deste arquivo são outras que as {0} de {1}, uma soma para a qual você contribuiu em {2}: nenhuma das linhas dela está no arquivo.',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: the file lacks a column of it.':
    'As pessoas deste arquivo são outras que as {0} de {1}, uma soma para a qual você contribuiu em {2}: falta ao arquivo uma das colunas dela.',
  'The people in this file were in none of the sums that it may lack.':
    'As pessoas deste arquivo não estavam em nenhuma das somas que podem faltar nela.',
  'The sums of this training have no noise, so no ε bounds what they disclose.':
    'As somas deste treinamento não têm ruído, portanto nenhum ε limita o que revelam.',
  'With this training it may be %s.': 'Com este treinamento pode ser {0}.',
  'You limit what trainings disclose of you to ε = %s.':
    'Você limita o que os treinamentos revelam sobre você a ε = {0}.',
  'Your account of what you gave lost lines by %s.': 'A conta do que você deu perdeu registros antes de {0}.',
  "Your rows have one value only in %s: the sums then tell your part from the others'.":
    'Suas linhas têm um só valor em {0}: as somas distinguem então a sua parte da dos outros.',
  'it has as many as it takes': 'já tem tantos quantos aceita',
  'it has begun, or is over': 'já começou, ou acabou',
};

export const codes: Codes = {
  link: 'O link está incompleto ou foi alterado.',
  code: 'O código não corresponde a este link.',
  unreachable: 'Não é possível chegar ao intermediário.',
  manifest: 'O intermediário não oferece o treinamento a que este link se refere.',
  key: 'A chave deste treinamento não é segura.',
  training_file: 'O treinamento pede algo que esta página não sabe fazer.',
  rows: 'As linhas não servem para este treinamento.',
  cohort: 'Os detentores de dados deste treinamento não cumprem as regras.',
  agree: 'O treinamento precisa de um sim que você não deu.',
  not_admitted: 'O solicitante não admitiu você.',
  ledger: 'O registro do solicitante não corresponde ao que foi visto antes.',
  privacy: 'Uma rodada revelaria sobre você mais do que você permite.',
  pinned: 'O treinamento pede mais do que você fixou.',
  protocol: 'Chegou uma mensagem que nenhum participante honesto envia.',
  unsupported: 'O treinamento precisa de uma versão mais nova do Blindfit.',
  ended: 'Este treinamento acabou.',
  command: 'Isso não é possível neste momento.',
  vault: 'Os registros neste navegador não podem ser usados.',
  internal: 'Algo deu errado no programa.',
};

export const { sentence, told } = speaker(sentences, codes, stop, count);
