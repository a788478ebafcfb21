/** Perguntas que precisam de um sim, e a conta do que foi dado. */
import type { Again } from '../../contract';
import type { Claim, GapReason, Rule, Stage } from '../../generated/constants';
import type * as en from '../en';
import { spans } from '../plain';
import { about, count, day, form, owners, plural, rows } from './words';

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
    `Você não disse, de ${plural(n, 'soma anterior', 'somas anteriores')}, se ${form(n, 'era', 'eram')} sobre outras pessoas; por isso uma diferença pode revelar mais.`,
  pastTitle: 'Treinamentos anteriores com suas linhas',
  noPast: 'Nenhum. A pergunta é sobre linhas de outros.',
  past: (p) =>
    `${day(p.when)}, ${kind(p.exact)}, ${owners(p.owners)}. ${form(p.found, 'Estava', 'Estavam')} nele ${rows(p.found)} de você` +
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
