/** O arquivo: como ele se ajusta ao treinamento, e como lê-lo de outra maneira. */
import { value } from '../../format';
import type * as en from '../en';
import { about, count, duration, form as word, likely, plural, rows } from './words';

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
