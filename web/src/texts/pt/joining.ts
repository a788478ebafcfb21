/** A própria página, o link e o convite: o que uma pessoa lê antes de escolher um arquivo. */
import { value } from '../../format';
import type { MissingRule, ModelKind, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import {
  about,
  bytes,
  count,
  duration,
  ending,
  entry,
  likely,
  mostRounds,
  owners,
  plural,
  roughly,
  rows,
} from './words';

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
