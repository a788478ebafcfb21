/** Cada frase da página em português, um módulo para cada parte do percurso como em `../en`. */
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

// --- Expressões que várias partes da página usam.

const { about, bytes, count, day, duration, roughly } = formats({
  language: 'pt',
  about: (length) => `cerca de ${length}`,
  instant: 'menos de um segundo',
});

const forms = plurals('pt');
/** A palavra que acompanha um número, sem o número. */
const word = (n: number, one: string, other: string) => forms(n, { one, other });
const plural = (n: number, one: string, other = one + 's') => `${count(n)} ${word(n, one, other)}`;
export const owners = (n: number) => plural(n, 'detentor de dados', 'detentores de dados');
export const rows = (n: number) => plural(n, 'linha');
const rounds = (n: number) => plural(n, 'rodada');

const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? 'Uma rodada'
    : `${i.estimate.rounds < mostRounds(i) ? 'Provavelmente' : 'No máximo'} ${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: 'O treinamento terminou.',
  stopped: 'O solicitante encerrou o treinamento.',
  left: 'Você saiu do treinamento.',
  contributed: 'Sua contribuição está com o intermediário.',
  withdrawn: 'Você retirou sua contribuição.',
};
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- O que o programa comunica.

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

const { sentence, told } = speaker(sentences, codes, stop, count);

// --- A própria página, o link e o convite: o que uma pessoa lê antes de escolher um arquivo.

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'Suas linhas ficam neste computador.',
  steps: ['Convite', 'Seus dados', 'Contribuir', 'Comprovante'],
  stepsLabel: 'Passos',
  starting: 'Iniciando…',
  language: 'Idioma',
};

export const source: typeof en.source = {
  file: 'Esta página é um arquivo no seu computador.',
  local: 'Esta página vem de um programa no seu computador.',
  facilitator: (host) => `Esta página vem do intermediário, ${host}: você confia que esse servidor não a altere.`,
  about: 'Sobre o Blindfit, e como verificar a página (abre em outra aba, em inglês)',
  host: (host) => `Esta página vem de ${host}.`,
  module: 'SHA-256 do programa dela:',
};

export const link: typeof en.link = {
  title: 'Participar de um treinamento',
  lead: 'Cole o link de convite que o solicitante enviou a você. Nada é enviado antes que você tenha visto o pedido e quem o faz.',
  label: 'Link de convite',
  placeholder: 'https://…/join#2.…',
  open: 'Abrir o convite',
  knownTitle: 'Treinamentos que este navegador conhece',
  continue: 'Continuar',
  receipt: 'Comprovante',
  forget: 'Esquecer',
  forgetQuestion:
    'Esquecer este treinamento? A identidade dele neste computador é apagada; sem um novo link você não pode voltar a ele.',
  ended: (reason) => ending(reason) ?? 'Terminado.',
  running: 'Não terminado.',
};

export const checking: typeof en.checking = {
  link: 'Verificando o convite',
  linkLead:
    'O treinamento que o intermediário oferece é comparado com a impressão digital no seu link, e a chave de cifragem é verificada.',
  file: (name) => `Verificando ${name}`,
  fileLead:
    'Cada linha é comparada com as colunas do treinamento. Isso acontece no seu computador; o arquivo não é enviado.',
};

export const refused: typeof en.refused = {
  title: 'Este link foi recusado',
  lead: 'Nada foi lido do seu computador, e nada sobre você foi enviado.',
  again: 'Tentar outro link',
  retry: 'Tentar de novo',
  titles: {
    unreachable: 'Sem conexão com o intermediário',
    memory: 'Este treinamento é grande demais para este computador',
    second_tab: 'Aberto em outra aba',
    vault: 'Os registros neste navegador não podem ser usados',
  },
  reasons: {
    link: 'O link está incompleto ou foi alterado.',
    unreachable: 'Não é possível chegar ao intermediário, o servidor no meio.',
    manifest: 'O intermediário não oferece o treinamento a que este link se refere.',
    key: 'A chave de cifragem deste treinamento não é segura.',
    training_file: 'O treinamento pede algo que esta página não sabe fazer.',
    unsupported: 'O treinamento precisa de uma versão mais nova do Blindfit.',
    ended: 'Este treinamento acabou.',
    memory: 'Ele precisa de mais memória do que uma aba deste navegador tem aqui.',
    vault: 'Este navegador guarda chaves e registros de outra versão do Blindfit, ou eles estão danificados.',
    second_tab: 'Este treinamento já está aberto em outra aba. Use aquela aba, ou feche-a e tente aqui de novo.',
  },
  other: 'Não foi possível abrir o link.',
};

export const tooLarge: typeof en.tooLarge = (needed, room) => ({
  code: 'memory',
  message: `uma rodada precisa de cerca de ${bytes(needed)} de memória; uma aba deste navegador tem cerca de ${bytes(room)}`,
  hint: 'Participe em um computador maior, ou com o programa dataowner.',
});

export const kinds: Record<ModelKind, string> = {
  ...en.names.kinds,
  linear_regression: 'uma regressão linear',
  logistic_regression: 'uma regressão logística',
  softmax_regression: 'uma regressão logística multinomial',
  proportional_odds: 'uma regressão de postos (chances proporcionais)',
  poisson_regression: 'uma regressão de Poisson de contagens',
  negative_binomial_regression: 'uma regressão binomial negativa de contagens',
  gamma_regression: 'uma regressão gama de números positivos',
  discriminant:
    'um discriminante linear (uma aproximação da regressão logística, cujas probabilidades precisam ser conferidas)',
  mlp: 'uma pequena rede neural',
  describe: 'contagens e somas',
  cox_regression: 'uma regressão de Cox do tempo até um evento',
  piecewise_exponential: 'uma regressão exponencial por partes do tempo até um evento',
};

export const invitation: typeof en.invitation = {
  asks: (words) => ['O solicitante ', words, ' pede sua ajuda '],
  lead: (i) =>
    (i.model.kind !== 'describe'
      ? `para ajustar ${entry(kinds, i.model.kind) ?? 'um modelo'}${i.target ? ` que prevê ${i.target.name}` : ''} a partir de ${plural(i.features.length, 'coluna')}. `
      : `para descrever ${plural(i.features.length, 'coluna')}${i.model.group ? ` por ${i.model.group}` : ''}: contagens e somas, nenhum modelo. `) +
    'Participam vários detentores de dados; nenhum vê os dados de outro.',
  ended: (reason) => `Você já esteve neste treinamento. ${ending(reason) ?? 'Ele terminou.'}`,
  known: 'Este navegador já esteve neste treinamento. Escolha o mesmo arquivo para continuar de onde parou.',
  columnsTitle: 'Colunas de que ele precisa',
  column: 'Coluna',
  type: 'Tipo',
  allowed: 'Permitido',
  predicted: 'prevista',
  types: {
    continuous: 'número',
    discrete: 'número inteiro',
    ordinal: 'nível ordenado',
    nominal: 'categoria',
  },
  holdout: (share) =>
    `${about(100 * share)} % das suas linhas são reservadas para medir o modelo: ele não aprende com elas.`,
  folds: (parts) => `Também são enviadas somas sobre cada uma de ${parts} partes das suas linhas, para medir o modelo.`,
  missing: {
    reject: 'Cada célula precisa ter um valor.',
    drop_row: 'Linhas com uma célula vazia são deixadas de fora.',
    indicator: 'Células vazias são permitidas.',
    mean: 'Uma célula vazia é preenchida com a média de um número ou posto, ou com o nível mais frequente, entre todos os detentores de dados.',
    mode: 'Uma célula vazia é preenchida com o valor mais frequente entre todos os detentores de dados, ou com a média se for um número contínuo.',
  } satisfies Record<MissingRule, string>,
  range: (c) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? ` (todo o resto conta como ${c.other})` : '');
    if (c.min == null || c.max == null) return 'qualquer';
    return `de ${value(c.min)} a ${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'Escolha seu arquivo',
  fileLead: (i) =>
    `Uma pasta de trabalho (.xlsx, .ods) ou um arquivo CSV com estas colunas no cabeçalho, em qualquer ordem, no máximo ${rows(i.maxRows)}. As outras colunas são ignoradas.`,
  drop: 'Solte aqui uma pasta de trabalho ou um arquivo CSV, cole uma tabela que você copiou, ou',
  pasted: 'a tabela colada',
  template: 'Baixar uma tabela vazia com estas colunas',
  choose: 'Escolher um arquivo',
  chooseOther: 'Escolher outro arquivo',
  notCsv: 'Isso não é um único arquivo. Solte um arquivo.',
};

export const who: typeof en.who = {
  title: 'São eles mesmo?',
  lead: 'Peça ao solicitante, por telefone ou pessoalmente, que leia estas palavras para você. Se uma palavra for diferente, não participe.',
  trusteesLead:
    'Os fiduciários guardam as máscaras do que você envia: compare as palavras deles com as que publicam em suas próprias páginas.',
  trustee: (name) => `Fiduciário: ${name}`,
  modelOwner: 'Solicitante',
  training: 'Treinamento',
  key: 'Chave de cifragem',
  keyBits: (bits) => `Paillier, ${count(bits)} bits`,
  you: 'Você, neste treinamento',
  details: 'Impressões digitais completas',
};

const inRound: Record<RoundKind, string> = {
  gradient: 'somas sobre suas linhas',
  statistics: 'contagens, somas e quadrados das suas colunas',
  evaluation: 'somas que medem o resultado',
  one_round: 'somas e produtos das suas colunas',
};

export const leaves: typeof en.leaves = {
  title: 'O que sai deste computador',
  leavesTitle: 'Sai',
  staysTitle: 'Fica aqui',
  seesTitle: 'O que cada parte vê',
  round: (r) =>
    `${r.most === 1 ? 'Uma vez' : `No máximo ${count(r.most)} vezes`}: ${count(r.values)} ${entry(inRound, r.kind) ?? inRound.gradient}, cifradas e mascaradas em ${plural(r.ciphertexts, 'texto cifrado', 'textos cifrados')}. Com chaves e assinaturas são ${bytes(r.up)}.`,
  total: (i) =>
    `Ao todo, no máximo ${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? ', se todas estas rodadas forem necessárias; provavelmente menos.' : '.'),
  identity: 'Um nome inventado só para este treinamento, seu endereço de rede e quando você participa.',
  statement:
    'Antes da primeira rodada, se suas linhas estavam em somas anteriores, e em quantos treinamentos. Quem esteve no mesmo treinamento reconhece isso.',
  words:
    'Ao solicitante e aos outros detentores de dados, palavras que identificam você e são as mesmas em todos os treinamentos.',
  stays: [
    'Seu arquivo, o nome dele e cada uma das suas linhas.',
    'Quantas linhas você tem: esse número está dentro da cifra.',
    'As chaves secretas feitas para este treinamento.',
  ],
  facilitator: 'O intermediário, o servidor no meio, repassa mensagens cifradas. Ele não pode lê-las.',
  modelOwner: (i) => `O solicitante só pode abrir o total de pelo menos ${owners(i.cohort.min)}, nunca o seu sozinho.`,
  pooled: (i) =>
    (i.model.kind === 'describe'
      ? 'Os totais são contagens e somas de todos os detentores de dados; nenhum modelo é feito deles.'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? 'Os totais mostram como as colunas variam juntas entre todos os detentores de dados, e dão o modelo.'
        : 'Os totais dão o modelo, rodada por rodada.') +
    (i.privacy ? ' O ruído esconde neles a sua parte.' : ' Você decide se um total revela demais sobre você.'),
  model: (i) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'Você e os outros detentores de dados veem o modelo depois de cada rodada, e podem calcular com ele o total de cada rodada.' +
        (i.privacy ? '' : ' Se todos os outros juntarem o que sabem, ficam sabendo a sua parte.')
      : i.model.kind !== 'describe'
        ? 'Você e os outros detentores de dados não veem o modelo.'
        : 'Você e os outros detentores de dados não veem os totais.',
};

export const expected: typeof en.expected = {
  title: 'Tempo e bytes',
  measuring: 'Medindo a velocidade deste computador…',
  time: (i) =>
    `${likely(i)}: ${duration(i.estimate.seconds)} de trabalho neste computador ao todo` +
    (i.estimate.rounds > 1 ? `, ${duration(i.estimate.secondsPerRound)} por rodada de ajuste` : '') +
    ', mais a espera pelos outros.',
  bytes: (i) => `Isso envia cerca de ${bytes(i.estimate.bytesUp)} e recebe no máximo ${bytes(i.estimate.bytesDown)}.`,
};

export const privacy: typeof en.privacy = {
  title: 'Orçamento de privacidade',
  about: (p) =>
    `Acrescenta-se ruído para que o resultado diga pouco sobre ${p.unit === 'record' ? 'qualquer linha isolada' : 'qualquer detentor de dados isolado'}: ε = ${value(p.epsilon)}, δ = ${value(p.delta)} para o treinamento inteiro. ` +
    `Aquilo de que alguém suspeita sobre ${p.unit === 'record' ? 'uma linha' : 'você'} pode tornar-se no máximo ${roughly(Math.exp(p.epsilon))} vezes mais provável, exceto com probabilidade de cerca de δ` +
    (p.epsilon > 5 ? ': uma promessa fraca.' : p.epsilon > 1.5 ? '.' : ': uma promessa forte.'),
  own: (p) => `Este treinamento: ε ${about(p.spent)} de ${about(p.epsilon)} gasto`,
  all: (p) =>
    `Todos os seus treinamentos: ε ${about(p.spentAll)}` +
    (p.limit ? ` do seu limite ${about(p.limit)}` : ', sem um limite seu'),
  limit: 'Parar quando todos os meus treinamentos juntos tiverem gasto este ε sobre mim',
  limitHint: (p) =>
    p.limit
      ? `Limite atual: ${value(p.limit)}. Digite 0 para removê-lo. Quando for atingido, você deixa automaticamente de contribuir.`
      : `Sem um limite, você continua até o treinamento terminar. Este treinamento pede ε ${value(p.epsilon)}.`,
};

// --- Quem pede, para quê, e a ficha para quem responde pela proteção de dados.

const fields: typeof en.asking.fields = [
  ['contact', 'Contato'],
  ['closing', 'Último dia para participar'],
  ['return', 'O que você recebe'],
  ['approval', 'Aprovado por'],
  ['approval_number', 'Número da aprovação'],
  ['legal_basis', 'Base legal'],
  ['controller', 'Controlador'],
  ['retention', 'Por quanto tempo os resultados são guardados'],
];

export const asking: typeof en.asking = {
  title: 'Quem pede a você',
  own: 'Nas palavras do próprio solicitante. Ninguém as verificou; compare as palavras abaixo com alguém que você conheça lá.',
  nothing: 'O solicitante não diz nada sobre si. Pergunte quem é e para que serve o resultado antes de participar.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Saiba mais',
  links: 'Páginas sobre o assunto',
  logo: 'Logotipo que o solicitante usa',
  calendar: 'Adicionar o último dia à minha agenda',
  event: (training) => `Último dia para participar: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Ficha de proteção de dados',
  open: 'Para o encarregado da proteção de dados',
  print: 'Imprimir esta ficha',
  purpose: 'Finalidade',
  asker: 'Quem pede',
  notSaid: 'não informado',
  training: 'Treinamento',
  fingerprint: 'Impressão digital da descrição assinada',
  columns: 'Colunas que são lidas',
  measures: 'Proteção',
  measure: (i) => [
    `As somas são cifradas com uma chave de Paillier de ${i.keyBits} bits que só o solicitante pode abrir, e mascaradas de modo que só se abram como total de pelo menos ${owners(i.cohort.min)}.`,
    'As linhas são lidas apenas no navegador. Cada mensagem é assinada, e o comprovante lista tudo o que saiu.',
    ...(i.privacy
      ? [`O ruído mantém o treinamento inteiro dentro de ε = ${i.privacy.epsilon} e δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'O que permanece',
  remain: [
    'Um total sobre poucas linhas revela muito sobre elas.',
    'Se todos os outros detentores de dados fossem inventados, um total seria apenas a sua parte. Compare as palavras com os outros.',
    'Este computador, este navegador e esta página precisam ser confiáveis.',
  ],
  consent: 'Frases com que se concorda',
};

// --- O arquivo: como ele se ajusta ao treinamento, e como lê-lo de outra maneira.

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'Este arquivo ainda não serve',
  badLead: (n) =>
    `${word(n, 'Foi encontrado', 'Foram encontrados')} ${plural(n, 'problema')}. Corrija o arquivo e escolha-o de novo; nada foi enviado.`,
  unreadable: 'Não foi possível ler o arquivo.',
  places: 'Linhas',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: 'Problemas',
  column: 'Coluna',
  rule: 'Problema',
  wholeFile: 'arquivo',
  readyTitle: 'Seu arquivo serve',
  readyLead: (n, name) => `${word(n, 'Vai participar', 'Vão participar')} ${rows(n)} de ${name}.`,
  dropped: (n) => `${word(n, 'É deixada', 'São deixadas')} de fora ${rows(n)} com uma célula vazia.`,
  ignored: (names) => `Não usadas: ${names.join(', ')}.`,
  renamed: (header, column) => `Sua coluna “${header}” é lida como ${column}.`,
  multiplied: (header, factor) => `${header} é multiplicada por ${by(factor)}.`,
  respelled: (text, level) => `“${text}” é lido como ${level}.`,
  asItIs: 'Ler o arquivo como está',
  decimalComma: 'Os números são lidos com vírgula decimal.',
  preview: 'Primeiras linhas do seu arquivo (apenas na sua tela)',
  time: (i) =>
    `${likely(i)}, com ${duration(i.estimate.secondsPerRound)} de trabalho aqui ${i.estimate.rounds > 1 ? 'em cada uma' : 'nela'}, mais a espera pelos outros.`,
  start: 'Contribuir',
  startLead:
    'Mantenha esta aba aberta até o treinamento terminar. Você pode fazer uma pausa ou sair a qualquer momento.',
  choices: 'Mais opções',
  minCohort: 'Participar somente se participarem pelo menos tantos detentores de dados',
  minCohortHint: (min) => `O próprio treinamento exige pelo menos ${count(min)}.`,
  onlyVouched: 'Contar somente os detentores por quem eu respondo',
  onlyVouchedHint:
    'Incluindo você. Você responde por outros ao comparar palavras com eles quando o treinamento tiver seus detentores de dados; se forem poucos demais, você não participa e pode tentar de novo.',
};

export const columns: typeof en.columns = {
  title: 'Suas colunas',
  lead: 'Calculado aqui a partir do seu arquivo, só para você. Nada disso é enviado.',
  column: 'Coluna',
  allowed: 'Permitido',
  found: 'No seu arquivo',
  renamed: (header) => `a sua “${header}”`,
  range: (c, s) => {
    if (s.header === '') return 'não está no arquivo';
    if (c.levels)
      return `${count(s.bins.filter((n) => n > 0).length)} de ${plural(c.levels.length, 'nível', 'níveis')}`;
    if (s.low == null || s.high == null) return 'nenhum número';
    return `de ${about(s.low)} a ${about(s.high)}`;
  },
  mean: (n) => `média ${about(n)}`,
  invalid: (n) => plural(n, 'não permitido', 'não permitidos'),
  mapped: (n, other) => `${plural(n, 'contado')} como ${other}`,
  missing: (n) => plural(n, 'vazio'),
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `A maioria das linhas entre ${value(low)} e ${value(low + span)}${outside > 0 ? `; ${count(outside)} fora do intervalo permitido` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'Planilha',
  encoding: 'Codificação do texto',
  header: 'Os nomes das colunas estão na',
  row: (n) => `linha ${count(n)}`,
  none: 'nenhuma linha: não há',
};

export const fixes: typeof en.fixes = {
  title: 'Você pode corrigir isto aqui',
  lead: 'Isto muda como a página lê o arquivo; o arquivo fica como está.',
  readFrom: (column) => `Ler ${column} de`,
  none: 'escolha uma coluna do seu arquivo',
  twice: 'Duas colunas não podem ser lidas da mesma.',
  rename: (n) => word(n, 'Usar esta coluna', 'Usar estas colunas'),
  spelling: (text, level, n) => `Ler “${text}” como ${level} (${rows(n)})`,
  spellings: (n) => word(n, 'Ler assim', 'Ler todos assim'),
  factor: (header, factor) => `Multiplicar ${header} por ${by(factor)}`,
  factorLead: (header) => `A maioria dos números de ${header} está fora do que é permitido. Estão em outra unidade?`,
  twoWays: 'Alguns números do seu arquivo podem ser lidos de duas maneiras. Qual é a certa?',
  thousands: (mark) => `1${mark}234 é mil duzentos e trinta e quatro`,
  decimals: (mark) => `1${mark}234 é um pouco mais que um`,
};

// --- Perguntas que precisam de um sim, e a conta do que foi dado.

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `Encontrado: ${has}. Exigido: ${needs}.`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: 'Poucas linhas',
    found: (has, needs) => `Linhas: ${has}. Exigidas: pelo menos ${needs}.`,
    yes: 'Sim, dar minhas linhas embora sejam poucas.',
    instead: 'Ou escolha um arquivo com mais linhas.',
  },
  alone: {
    title: 'Linhas que estão sozinhas',
    found: (has) => `Linhas que estão sozinhas: ${has}. Exigidas: nenhuma.`,
    yes: 'Sim, dar também estas linhas.',
    instead: 'Ou tire estas linhas do seu arquivo e escolha-o de novo. A linha 1 é a dos nomes.',
  },
  constant: {
    title: 'Colunas que revelam a sua parte',
    found: (has) => `Colunas com um só valor: ${has}. Exigidas: nenhuma.`,
    yes: 'Sim, dar minhas linhas embora estas colunas revelem a minha parte.',
  },
  again: {
    title: 'Linhas que já estavam em somas anteriores',
    found,
    yes: 'Sim, dar minhas linhas a este treinamento mesmo assim.',
  },
  others: {
    title: 'São outras pessoas?',
    found: () => 'Encontrado: desconhecido. Exigido: outras pessoas.',
    yes: 'Sim, são outras pessoas.',
    instead:
      'Você não precisa responder. Sem um sim, pergunta-se a todos os detentores de dados, antes da primeira rodada, se o treinamento pode continuar.',
  },
  consent: {
    title: 'O solicitante pede que você confirme',
    found: () => '',
    yes: 'Sim',
  },
  limit: {
    title: 'Seu limite de ε',
    found: (has, needs) =>
      `Com este treinamento: ${has === 'exact' ? 'sem limite' : `ε ${has}`}. Seu limite: ε ${needs}.`,
    yes: 'Sim, participar embora isto ultrapasse meu limite.',
  },
  shared: {
    title: 'Somas exatas sobre um modelo que todos veem',
    found: () => 'Ruído nas somas: nenhum. Exigido: ruído, se os detentores de dados veem o modelo.',
    yes: 'Sim, concordo com isso.',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'Este treinamento precisa do seu sim' : 'Uma pergunta sobre suas linhas'),
  lead: 'Um sim vale para este treinamento. Uma pergunta sobre as mesmas linhas só volta se mais fosse revelado.',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) =>
    n === 1 ? 'Uma pergunta acima precisa antes do seu sim.' : `${count(n)} perguntas acima precisam antes do seu sim.`,
  rechecked:
    'Algo mudou, por isso seu arquivo foi conferido mais uma vez. Nada foi dado. Leia as perguntas e contribua de novo.',
  merged: (columns) =>
    `Poucas das suas linhas têm ${columns.join(', ')}. Como este treinamento pede, elas contam como o nível de todos os outros.`,
  lacks: (columns) =>
    `Todas as suas linhas são iguais em ${columns.join(', ')}; em geral nenhuma o tem. Não é uma pergunta, mas as somas podem mostrá-lo.`,
  undivided: (parts) =>
    `As suas linhas são poucas para serem divididas em ${parts} partes, ou uma ficaria só na sua. Com você não se dividem as linhas de ninguém, e o modelo não é medido em tais partes.`,
};

export const offers: typeof en.offers = {
  title: 'Você pode dar menos linhas',
  take: (o) =>
    o.word === 'new'
      ? `Deixar de fora ${rows(o.rows)} que “${o.past}” não tinha, até que haja ${count(o.until)}. Assim ninguém pode subtrair as somas para vê-las.`
      : `Deixar de fora ${rows(o.rows)} com uma célula vazia em qualquer coluna, para que treinamentos sobre outras colunas possam se apoiar nas mesmas linhas.`,
};

const claims: Record<Claim, string> = {
  first: 'em nenhuma soma anterior',
  same: 'as mesmas linhas de antes, com os mesmos detentores de dados',
  changed: 'já em somas anteriores, com outras linhas ou outros detentores de dados',
};
const kind = (exact: boolean) => (exact ? 'somas exatas' : 'somas com ruído');
const subtracted = (d: Again['differences'][number]) =>
  `A diferença para ${d.name === '' ? 'um treinamento anterior em que você não estava' : `“${d.name}”`}`;

export const again: typeof en.again = {
  title: 'Dar estas linhas outra vez?',
  lead: 'Algumas linhas já estavam em somas anteriores. Quem conhece as duas somas pode subtrair uma da outra. Leia o que isso revelaria e depois diga sim ou saia. Nada das suas linhas sai antes.',
  differencesTitle: 'O que uma diferença revela',
  alone: (d) => [`${subtracted(d)} revelaria a parte de `, ' sozinha.'],
  together: (d) => `${subtracted(d)} revelaria a parte destes detentores de dados, somados entre si:`,
  how: { joined: 'não estava lá', left: 'não está mais aqui', changed: 'agora tem outras linhas' },
  noDifference: 'Nada de que esta página saiba.',
  unknown: (n) =>
    `Você não disse, de ${plural(n, 'soma anterior', 'somas anteriores')}, se ${word(n, 'era', 'eram')} sobre outras pessoas; por isso uma diferença pode revelar mais.`,
  pastTitle: 'Treinamentos anteriores com suas linhas',
  noPast: 'Nenhum. A pergunta é sobre linhas de outros.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${word(p.found, 'Estava', 'Estavam')} nele ${rows(p.found)} de você` +
    `; ${p.new === 0 ? 'nenhuma é nova' : plural(p.new, 'é nova', 'são novas')}` +
    `, ${p.gone === 0 ? 'nenhuma desapareceu' : plural(p.gone, 'desapareceu', 'desapareceram')}.`,
  newRows: (p) =>
    `Novas no seu arquivo: ${p.newRows.length === 1 ? 'linha' : 'linhas'} ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: 'Solicitante',
  statedTitle: 'O que cada um declarou',
  claims,
  you: 'você',
  yes: asked.again.yes,
  go: 'Continuar',
  said: 'Você disse sim. O treinamento continua quando todos os outros também tiverem dito.',
  leave: 'Se você sair, nada das suas linhas é dado. Os outros recebem a mesma pergunta.',
};

const stages: Record<Stage, string> = {
  open: 'declarado, não iniciado',
  passed: 'dado',
  struck: 'não dado',
};
const stageMeanings: Record<Stage, string> = {
  open: 'O treinamento não começou. Conta como dado até que você saia dele.',
  passed: 'A partir de então podiam ser enviadas somas cifradas destas linhas.',
  struck: 'O treinamento não começou com você: nada foi enviado.',
};
const gaps: Record<GapReason, string> = {
  older: 'A conta voltou a um estado anterior, ou é outra.',
  'no anchor': 'Falta a marca que mostra se a conta está completa.',
  restored: 'A conta foi restaurada de uma cópia que pode ser mais antiga.',
};

export const gave: typeof en.gave = {
  open: 'O que você deu',
  title: 'O que você deu',
  lead: 'Cada treinamento com linhas suas, como este navegador anotou: antes que uma soma delas pudesse sair.',
  onStart:
    'Este navegador mantém a conta de cada soma em que suas linhas estiveram, em todos os treinamentos e para todos os solicitantes.',
  loading: 'Lendo a conta',
  none: 'Nada ainda: este navegador não esteve em nenhum treinamento com linhas.',
  modelOwner: 'Solicitante',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${rows(g.rows)} de você` +
    (g.held > 0 ? `, das quais ${plural(g.held, 'reservada')} para medir,` : '') +
    (g.folds > 0 ? `, também em ${count(g.folds)} partes,` : '') +
    ` entre ${owners(g.members.length)}.`,
  stated: (g) => `Você declarou: ${claims[g.word]}.`,
  asked: 'Algumas linhas já estavam em somas anteriores; você disse sim.',
  members: 'Seus detentores de dados',
  spentTitle: 'Ruído: o orçamento de privacidade ε',
  spent: (s) =>
    s.sums === 0
      ? `Nada foi gasto: nenhuma soma com ruído foi aberta.${s.limit ? ` Seu limite é ${about(s.limit)}.` : ''}`
      : `Foi gasto ε ${about(s.spentAll)} em ${plural(s.sums, 'soma')} com ruído` +
        (s.limit ? `, do seu limite ${about(s.limit)}.` : '. Você não definiu um limite.'),
  exact: 'Somas exatas não têm ruído, portanto nenhum ε conta o que elas revelam.',
  gapsTitle: 'A conta pode não estar completa',
  gap: (g) => `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? ` Ela já teve ${plural(g.known, 'registro')}.` : ''),
  gapMeaning:
    'Podem faltar somas anteriores. Por isso, a cada arquivo que você escolhe, pergunta-se: as pessoas dele estavam em uma soma que falta?',
  keptTitle: 'Onde esta conta é guardada',
  kept: (host) =>
    `Neste navegador, no armazenamento de ${host || 'arquivos deste computador'}. Apagar os dados deste site a esvazia. Então a página não conhece mais suas somas anteriores e não pode avisar você.`,
  server: (host) =>
    `${host}, o servidor de onde vem esta página, pode fazer seu navegador apagá-la a qualquer momento, sem que você saiba.`,
  promised: 'O navegador prometeu não apagá-la por conta própria.',
  notPromised: 'O navegador pode apagá-la por conta própria quando faltar espaço.',
  elsewhereTitle: 'Fora do alcance desse servidor',
  elsewhere: 'Participe com uma página sua. Ela mantém uma conta própria, portanto escolha um caminho e continue nele:',
  ways: [
    { before: 'Abra ', code: 'blindfit.html', after: ' de uma versão publicada do Blindfit a partir do seu disco.' },
    { before: 'Execute ', code: 'dataowner serve', after: ' no seu computador e abra o endereço que ele mostra.' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'Copiar este comando',
  copied: 'Copiado',
  close: 'Fechar',
};

// --- Treinamentos com fiduciários: o formulário, o código, o que vem depois da única mensagem, e os resultados publicados.

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');
const contributions = (n: number) => plural(n, 'contribuição', 'contribuições');

export const campaign: typeof en.campaign = {
  formTitle: 'Suas respostas',
  formLead:
    'Neste computador elas se tornam uma única mensagem cifrada. Ninguém pode lê-la sozinha; só se abrem somas de muitas pessoas.',
  rowTitle: 'Ou digite uma linha à mão',
  fileInstead: 'Ou traga um arquivo',
  range: (c) => (c.min == null || c.max == null ? '' : `de ${value(c.min)} a ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `em passos de ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, com um controle deslizante`,
  choose: 'Escolha uma opção',
  none: 'Sem resposta',
  optional: 'Você pode deixar em branco.',
  problems: {
    empty: 'Responda aqui, por favor.',
    number: 'Escreva um número, por exemplo 12.5.',
    whole: 'Escreva um número inteiro.',
    below: (c) => `Escreva um número que seja pelo menos ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c) => `Escreva um número que seja no máximo ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c) => `Escreva um múltiplo de ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Escolha uma das respostas.',
  },
  left: (n) => (n === 0 ? '' : n === 1 ? 'Falta uma resposta.' : `Faltam ${n} respostas.`),
  send: 'Contribuir',
  sendLead: 'Sai uma única mensagem; depois você pode fechar esta página.',

  codeTitle: 'Seu código',
  codeLead: 'Este treinamento precisa do código que foi enviado a você: vinte letras e algarismos.',
  code: 'Código',
  codeHint: 'Maiúsculas, minúsculas, espaços e hifens não fazem diferença.',
  codeOpen: 'Continuar',

  givenTitle: 'Você já pode fechar esta página',
  given: 'Sua contribuição chegou e está guardada.',
  opened: (i) =>
    i?.close
      ? `Ela será aberta junto com outras depois de ${i.close} (UTC)${i.putOff ? ' (data que foi adiada)' : ''}, ou antes se o solicitante encerrar o treinamento.`
      : 'Ela será aberta junto com outras quando o solicitante encerrar o treinamento.',
  together: (i) => (i?.batch ? `Somas de menos de ${contributions(i.batch)} nunca são abertas.` : ''),
  until:
    'Até lá você pode abrir o mesmo link neste navegador para corrigi-la ou retirá-la. Mais tarde, os resultados podem aparecer aqui.',
  correct: 'Corrigir',
  correctLead:
    'Suas respostas não ficam guardadas neste computador: dê todas outra vez. Só vale a última contribuição.',
  withdraw: 'Retirar',
  withdrawQuestion: 'Retirar sua contribuição? Ela não será contada.',
  notYet: 'ainda não aberta',
  withdrawnTitle: 'Retirada',
  withdrawn:
    'Sua contribuição não será contada. Enquanto o treinamento não for encerrado, você pode contribuir de novo.',
  again: 'Contribuir de novo',
  kept: 'É tarde demais para isso: a contribuição fica como estava.',

  resultsTitle: 'Resultados',
  resultsLead: (owners, made) => `De ${contributions(owners)}, publicados em ${made}.`,
  noise: 'Cada número contém ruído aleatório que protege cada pessoa.',
  hidden: (below) => `As contagens de 1 a ${below - 1}, e as que permitiriam deduzi-las, foram omitidas.`,
  rounded: (to) => `As contagens foram arredondadas para múltiplos de ${to}.`,
  signed: 'Assinado pelo solicitante',
  tables: { summary: 'Resumo', tests: 'Testes', coefficients: 'Modelo', fit: 'Qualidade do ajuste' },
  receipt: 'Com o que contribuí',
};

// --- Um treinamento em andamento: rodadas, os outros detentores de dados e cada byte enviado.

const phases: Record<AttemptPhase, string> = {
  ...en.names.phases,
  keys: 'Combinar as máscaras',
  upload: 'Calcular, cifrar, enviar',
  reveal: 'Abrir a soma',
  finish: 'O solicitante soma',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'ajuste do modelo',
  statistics: 'medição das colunas',
  evaluation: 'medição do resultado',
  one_round: 'ajuste do modelo',
};

export const running: typeof en.running = {
  joining: 'Entrando no treinamento',
  joiningLead: 'O intermediário é avisado de que você participa.',
  lobbyTitle: 'Esperando outros detentores de dados',
  lobby: (enrolled, start) =>
    enrolled < start
      ? `${word(enrolled, 'Chegou', 'Chegaram')} ${count(enrolled)} de ${owners(start)}. O treinamento começa quando todos estiverem aqui.`
      : `${word(enrolled, 'Chegou', 'Chegaram')} ${owners(enrolled)}. O solicitante inicia o treinamento.`,
  vouchTitle: 'Compare palavras com os outros',
  vouch:
    'Este treinamento é um círculo: cada detentor de dados responde por todos os outros. Ligue para cada um, compare as palavras e marque-os abaixo. Antes disso você não participa.',
  statementsTitle: 'Antes da primeira rodada',
  statements:
    'Cada detentor de dados declara se suas linhas estavam em somas anteriores, porque duas somas podem ser subtraídas. Não há nada a fazer: você será perguntado se a diferença revelar algo.',
  waitingTitle: 'Esperando a próxima rodada',
  waiting: 'O solicitante a prepara. Não há nada a fazer.',
  absent: 'A próxima rodada começa quando todos tiverem voltado.',
  roundTitle: (e) => `Rodada ${count(e.round ?? 0)}`,
  atMost: (n) => `no máximo ${rounds(n)}`,
  kind: (kind) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n) => `tentativa ${count(n)}`,
  phase: (phase) => entry(phases, phase) ?? phase,
  phasesLabel: 'Fases desta rodada',
  waitsFor: 'Espera por',
  you: 'você',
  present: (n, members) => `${word(n, 'Conectado', 'Conectados')}: ${count(n)} de ${owners(members)}`,
  timeLeft: (ms) => stop(`ainda ${duration(ms / 1000)} nesta fase`),
  workLeft: (seconds) => stop(`ainda ${duration(seconds)} de trabalho`),
  progress: (done, likely, most) =>
    `${word(done, 'Feita', 'Feitas')}: ${count(done)} de ${likely < most ? `provavelmente ${count(likely)} e ` : ''}no máximo ${rounds(most)}`,
  remaining: (seconds, probably) =>
    `Neste ritmo, ${probably ? 'provavelmente ' : ''}mais ${duration(seconds)}${probably ? '' : ', se todas as rodadas forem necessárias'}.`,
  offline: 'Este computador está sem conexão. O treinamento continua automaticamente quando a conexão voltar.',
  pausedTitle: 'Em pausa',
  paused: 'Você não participa até retomar. Os outros esperam por você.',
  reconnectingTitle: 'Conexão perdida',
  reconnecting: 'A página tenta se conectar de novo. Seu lugar fica guardado; uma rodada interrompida é refeita.',
  abortedTitle: 'Esta tentativa terminou sem resultado',
  aborted: {
    missing:
      'Um detentor de dados não respondeu a tempo. Nenhuma soma foi aberta. A rodada é refeita quando todos tiverem voltado.',
    left: 'Um detentor de dados saiu da rodada. Nenhuma soma foi aberta. A rodada é refeita quando todos tiverem voltado.',
    round_rejected: 'O solicitante não pôde usar a soma. A rodada talvez seja refeita.',
  },
  abortedOther: 'Nenhuma soma foi aberta. A rodada talvez seja refeita.',
  stoppedTitle: 'Sua participação neste treinamento terminou',
  notJoinedTitle: 'Você não pôde entrar neste treinamento',
  notify: 'Avisar-me quando começar e terminar',
  news: {
    begun: 'O treinamento começou.',
    asked: 'Há uma pergunta para você antes de continuar.',
    ended: 'O treinamento terminou.',
    stopped: 'Sua participação no treinamento terminou.',
  },
  pause: 'Pausar',
  resume: 'Retomar',
  leave: 'Sair',
  leaveQuestion: 'Sair deste treinamento?',
  leaveLead:
    'Tudo o que foi calculado a partir das suas linhas é descartado imediatamente. As somas que já foram somadas não podem ser retiradas. Os outros talvez precisem esperar por você.',
  leaveYes: 'Sair',
  leaveNo: 'Ficar',
};

export const members: typeof en.members = {
  title: 'Os detentores de dados',
  lead: 'Ligue para os outros e peça que leiam as palavras deles para você. As palavras são as mesmas em todos os treinamentos, e as marcas são lembradas.',
  you: 'você',
  compared: 'Comparei estas palavras',
  called: 'Neste treinamento:',
  line: 'Sua linha para um arquivo de membros:',
  circle: (marked, all) =>
    `Este é um círculo: ${word(marked, 'está marcado', 'estão marcados')} ${count(marked)} de ${count(all)}, incluindo você. Você participa quando todos estiverem.`,
  alone: 'Os outros aparecem quando o solicitante os tiver admitido.',
  onlyVouched: (counted, least) =>
    `Contados: somente você e os detentores que você marcou, ${count(counted)} até agora. Você só participa se pelo menos ${count(least)} forem contados.`,
  fewTitle: 'Poucos detentores por quem você responde',
  everybody: (least) =>
    `Contados: todos os detentores que o solicitante admite, comparados ou não. Você só participa se pelo menos ${count(least)} forem contados.`,
  again: 'Tentar de novo',
};

export const timeline: typeof en.timeline = {
  title: 'Rodadas',
  none: 'Ainda nenhuma rodada.',
  accepted: 'feita',
  running: 'em andamento',
  again: 'refeita',
  label: (round, status) => `Rodada ${count(round)}: ${status}`,
  earlier: (n) => `${rounds(n)} antes`,
  look: 'Escolha uma rodada para ver cada byte que ela enviou.',
};

export const charts: typeof en.charts = {
  title: 'Como está indo',
  over: 'Como foi',
  cohort: 'Detentores de dados somados juntos, por rodada',
  lost: 'Tracejada: uma soma que não foi usada, ou ainda não.',
  cohortLabel: (list) =>
    list.length === 0
      ? 'Ainda nenhuma rodada'
      : `${plural(list.length, 'envio, somado', 'envios, somados')} com entre ${count(Math.min(...list.map((u) => u.owners)))} e ${owners(Math.max(...list.map((u) => u.owners)))}`,
  convergence: 'Quanto o modelo se move, por rodada',
  convergenceLabel: (first, last) =>
    `De 10 elevado a ${first.toFixed(1)} no início para 10 elevado a ${last.toFixed(1)} agora`,
};

export const slots: typeof en.slots = {
  label: (l) =>
    `Um texto cifrado contém ${plural(Math.min(l.perCiphertext, l.values), 'valor', 'valores')} de ${count(l.slotBits)} bits, depois ${count(l.canaryBits)} bits que precisam continuar zero e ${count(l.countBits)} bits que contam detentores de dados.`,
  lowest: 'bit mais baixo',
  highest: (bits) => `bit ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l) => [
    {
      kind: 'slot',
      name: plural(l.values, 'valor', 'valores'),
      about: `de ${count(l.slotBits)} bits cada: bastante para o total de todos os detentores de dados`,
    },
    { kind: 'canary', name: 'Controle', about: `${count(l.canaryBits)} bits que são zero em todo total honesto` },
    {
      kind: 'count',
      name: 'Contagem',
      about: `${count(l.countBits)} bits que mostram quantos detentores de dados estão no total`,
    },
    { kind: 'rest', name: 'Sem uso', about: 'zero' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round) => `Rodada ${count(round)}: o que saiu deste computador`,
  open: (round) => `Mostrar os bytes enviados na rodada ${count(round)}`,
  look: 'Ver',
  all: (s) =>
    `${plural(s.values, 'valor', 'valores')} em ${plural(s.ciphertexts, 'texto cifrado', 'textos cifrados')}, ${bytes(s.bytesUp)} depois de uma mensagem assinada de ${bytes(s.headBytes)}.`,
  encrypted:
    'Isto é tudo o que saiu dos seus dados nesta rodada. Está cifrado, e mascarado de modo que só o total possa ser lido.',
  layoutTitle: 'Conteúdo de um texto cifrado',
  valuesTitle: (n) => (n === 1 ? 'O valor pelo nome' : `Os ${count(n)} valores pelo nome`),
  value: (label, i, n) =>
    i === n - 1
      ? 'quantas linhas você tem'
      : i === n - 2
        ? 'o erro nas suas linhas'
        : `para que lado ${label} deve se mover, segundo suas linhas`,
  bytesTitle: 'Os bytes',
  length: 'Comprimento da mensagem',
  message: 'Mensagem assinada',
  ciphertext: (i, n) => (n === 1 ? 'Texto cifrado' : `Texto cifrado ${count(i)} de ${count(n)}`),
  verified: 'Estes são os bytes do corpo da requisição. A impressão digital deles é a da mensagem assinada.',
  altered: 'Os bytes guardados aqui não são os que foram assinados: algo neste computador os mudou.',
  gone: 'Os próprios bytes não foram guardados: o treinamento envia bytes demais. A impressão digital deles está abaixo e no comprovante.',
  start: (n) => `São mostrados os primeiros ${bytes(n)}.`,
  signedTitle: 'A mensagem assinada',
  digest: 'Impressão digital dos textos cifrados (SHA-256)',
  requestsTitle: 'Todas as requisições desta rodada',
  requests: 'Chaves e assinaturas não contêm dados. Nada mais foi enviado nesta rodada.',
  earlier: 'A lista não as tem mais: foram feitas antes de a página ser carregada, ou há muito tempo.',
  panelTitle: 'Ver o mesmo no navegador',
  panel: (s) => [
    'Abra as ferramentas de desenvolvedor (F12, em um Mac ⌥⌘I) e escolha Rede. Só são listadas as requisições feitas enquanto elas estão abertas.',
    `Escolha a requisição PUT cujo endereço termina em rounds/${s.round}/${s.attempt}/uploads/… e veja o conteúdo dela.`,
    'Compare-o com os bytes acima, ou salve os dois e compare seus SHA-256.',
    'A lista tem todas as requisições desta página: procure qualquer outra coisa que tenha saído.',
  ],
  before: 'Anterior',
  after: 'Próxima',
  save: 'Salvar estes bytes',
  close: 'Fechar',
};

export const traffic: typeof en.traffic = {
  title: 'Enviado e recebido',
  sent: 'enviado',
  received: 'recebido',
  details: 'Todas as requisições desta visita',
  path: 'Requisição',
  hint: 'O painel de rede do seu navegador mostra a mesma lista.',
  kernel: {
    simd: 'Cifrado com a aritmética vetorial do navegador.',
    bigint: 'Cifrado com os inteiros grandes do navegador.',
    go: 'Cifrado com o núcleo de WebAssembly.',
  },
};

// --- Como está o lugar de uma pessoa em um treinamento: antes de entrar e enquanto espera.

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Este treinamento já começou',
      lead: 'Os detentores de dados já estão definidos, e neste navegador você não é um deles. Se você já entrou, abra o link no navegador que usou para isso.',
    },
    finished: {
      title: 'Este treinamento acabou',
      lead: 'Ele não recebe mais dados. Pergunte a quem enviou o link a você se haverá outro.',
    },
    revoked: {
      title: 'Este link foi cancelado',
      lead: 'O solicitante não o aceita mais. Se você ainda quiser participar, peça um novo a quem o enviou.',
    },
    late: {
      title: 'Este link expirou',
      lead: 'O último dia para participar com ele já passou. Pergunte a quem o enviou se há outro.',
    },
    full: {
      title: 'Este treinamento está completo',
      lead: 'Todas as vagas já foram ocupadas. Pergunte a quem enviou o link a você se alguma ficará livre.',
    },
  },
  nothing: 'Nada foi lido do seu computador.',
  notes: {
    joined: {
      title: 'Você já entrou neste treinamento',
      lead: 'Ele ainda não começou. Escolha seu arquivo de novo e deixe esta página aberta, para estar presente quando ele começar. Até lá você também pode escolher outro arquivo.',
    },
    used: {
      title: 'Alguém já entrou com este link',
      lead: 'Cada link é para um único detentor de dados. Se foi você, em outro navegador ou antes de o armazenamento dele ser apagado, continue: vale o que está conectado. Se não, avise quem enviou o link a você e peça um só seu.',
    },
    twice: {
      title: 'Você já está neste treinamento, com outro link',
      lead: 'Cada detentor de dados conta uma só vez. Não passe este link a ninguém; avise o solicitante de que ele não é necessário.',
    },
    unknown: {
      title: 'O solicitante não conhece este link',
      lead: 'Ele foi feito para outro treinamento, ou os registros do solicitante são mais antigos que o link. Peça um novo antes de continuar.',
    },
  },
  waiting: {
    used: {
      title: 'Outro navegador ocupa este lugar',
      lead: 'Há outra pessoa conectada com o mesmo link, e só um de vocês conta. Se for você, feche a outra página. Se não, avise o solicitante e peça um link só seu.',
    },
    twice: {
      title: 'Você já está neste treinamento',
      lead: 'Você também entrou com outro link e conta uma só vez. Aqui você pode sair.',
    },
    revoked: {
      title: 'Sua participação não foi admitida',
      lead: 'O solicitante cancelou seu link. Pergunte a ele o motivo; nada das suas linhas foi enviado.',
    },
    unknown: {
      title: 'Sua participação não foi admitida',
      lead: 'O solicitante não conhece o link com que você chegou. Peça um novo a ele; nada das suas linhas foi enviado.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `Admitidos: ${count(admitted)} de ${owners(start)}. O treinamento começa quando todos estiverem aqui.`
      : `Admitidos: ${owners(admitted)}. O solicitante inicia o treinamento.`) +
    (others > 0
      ? ` ${word(others, 'Entrou', 'Entraram')} ainda ${plural(others, 'pessoa que não conta', 'pessoas que não contam')}.`
      : ''),
  notLooked: 'O solicitante ainda não verificou quem admite.',
  reconsider: 'Escolher outro arquivo',
  keep: 'Continuar automaticamente depois que a página for recarregada',
  keepHint:
    'Somas das suas linhas, nunca as linhas, ficam neste navegador até o treinamento terminar: cifradas com uma chave que nenhum script consegue extrair, e apagadas no final.',
  cancel: 'Parar a verificação',
  loading: 'O programa da página está sendo carregado: cerca de 1,6 MB, uma única vez. Sua conexão parece lenta.',
};

// --- O fim de um treinamento ou da página, e conselhos sobre problemas.

export const done: typeof en.done = {
  title: 'Obrigado',
  leftTitle: 'Você saiu',
  lead: (reason) => ending(reason) ?? 'O treinamento terminou.',
  summary: (rounds, up) =>
    `Você participou de ${plural(rounds, 'rodada aceita', 'rodadas aceitas')} e enviou ${bytes(up)} de somas cifradas.`,
  nothing: 'Nenhuma soma cifrada sua foi usada.',
  tableTitle: 'O que saiu deste computador',
  round: 'Rodada',
  size: 'Tamanho',
  among: 'Em uma soma de',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : 'não usada'),
  digest: 'Impressão digital do envio',
  bytes: 'Bytes',
  save: 'Salvar o comprovante',
  saveLead:
    'O comprovante contém as impressões digitais dos seus envios, para que mais tarde você possa provar o que enviou. Ele não contém nada das suas linhas.',
  close: 'Você pode fechar esta aba.',
  another: 'Participar de outro treinamento',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'A página teve de parar',
  failed:
    'Algo deu errado dentro da página. Tudo o que foi calculado a partir das suas linhas sumiu da memória dela. Carregue a página de novo para continuar.',
  details: 'Detalhes',
  reload: 'Carregar de novo',
  unsupportedTitle: 'Este navegador não pode participar',
  unsupported: (missing) =>
    `${word(missing.length, 'Falta', 'Faltam')} nele: ${missing.join(', ')}. Use uma versão atual do Firefox, Chrome, Edge ou Safari. Nada foi enviado.`,
  insecure: 'Esta página precisa ser aberta por https ou a partir deste próprio computador. Nada foi enviado.',
  bareTitle: 'Esta página foi alterada no caminho',
  bare: 'Ela chegou sem a política que impede código estranho. Avise o operador deste servidor. Nada foi lido e nada foi enviado.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'inteiros grandes',
    worker: 'processos de trabalho (workers)',
    storage: 'armazenamento para esta página',
    locks: 'bloqueios entre abas',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Verifique sua conexão e tente de novo.';
    case 'internal':
      return 'Carregue a página de novo. Se acontecer outra vez, avise o solicitante.';
    default:
      return '';
  }
}

export { bytes, day, sentence, told };
