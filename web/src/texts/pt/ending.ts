/** O fim de um treinamento ou da página, e conselhos sobre problemas. */
import type { PageCode, Problem } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import type * as en from '../en';
import { sentence } from './problems';
import { bytes, ending, form, owners, plural } from './words';

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
    `${form(missing.length, 'Falta', 'Faltam')} nele: ${missing.join(', ')}. Use uma versão atual do Firefox, Chrome, Edge ou Safari. Nada foi enviado.`,
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
