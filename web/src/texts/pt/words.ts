/** Expressões que várias partes da página usam. */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds, plurals } from '../plain';

export { entry, mostRounds, sentence } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'pt',
  about: (length) => `cerca de ${length}`,
  instant: 'menos de um segundo',
});

const forms = plurals('pt');
/** A palavra que acompanha um número, sem o número. */
export const form = (n: number, one: string, other: string) => forms(n, { one, other });
export const plural = (n: number, one: string, other = one + 's') => `${count(n)} ${form(n, one, other)}`;
export const owners = (n: number) => plural(n, 'detentor de dados', 'detentores de dados');
export const rows = (n: number) => plural(n, 'linha');
export const rounds = (n: number) => plural(n, 'rodada');

export const likely = (i: Invitation) =>
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
export const ending = (reason: string): string | undefined => entry(endings, reason);
