/** Um treinamento em andamento: rodadas, os outros detentores de dados e cada byte enviado. */
import type { AttemptPhase, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { bytes, count, duration, entry, form, owners, plural, rounds, sentence } from './words';

const phases: Record<AttemptPhase, string> = {
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
      ? `${form(enrolled, 'Chegou', 'Chegaram')} ${count(enrolled)} de ${owners(start)}. O treinamento começa quando todos estiverem aqui.`
      : `${form(enrolled, 'Chegou', 'Chegaram')} ${owners(enrolled)}. O solicitante inicia o treinamento.`,
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
  present: (n, members) => `${form(n, 'Conectado', 'Conectados')}: ${count(n)} de ${owners(members)}`,
  timeLeft: (ms) => sentence(`ainda ${duration(ms / 1000)} nesta fase`),
  workLeft: (seconds) => sentence(`ainda ${duration(seconds)} de trabalho`),
  progress: (done, likely, most) =>
    `${form(done, 'Feita', 'Feitas')}: ${count(done)} de ${likely < most ? `provavelmente ${count(likely)} e ` : ''}no máximo ${rounds(most)}`,
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
    `Este é um círculo: ${form(marked, 'está marcado', 'estão marcados')} ${count(marked)} de ${count(all)}, incluindo você. Você participa quando todos estiverem.`,
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
