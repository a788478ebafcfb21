/** ページのいくつかの部分が共有する言い回し。 */
import type { Invitation } from '../../contract';
import { formats } from '../../format';
import type { Ending } from '../../generated/constants';
import { entry, mostRounds } from '../plain';

export { entry, mostRounds } from '../plain';

export const { about, bytes, count, day, duration, roughly } = formats({
  language: 'ja',
  about: (length) => `約${length}`,
  instant: '1秒未満',
});

/** 句点で終わる文。 */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || /[.!?…。！？]$/.test(trimmed)) return trimmed;
  // プログラムの英語の文は英語のまま終える。
  if (/^[\x20-\x7e]+$/.test(trimmed)) return trimmed[0]!.toUpperCase() + trimmed.slice(1) + '.';
  return trimmed + '。';
}

export const owners = (n: number) => `データ提供者${count(n)}名`;
export const rows = (n: number) => `${count(n)}行`;
export const rounds = (n: number) => `${count(n)}ラウンド`;

export const likely = (i: Invitation) =>
  mostRounds(i) === 1
    ? '1ラウンド'
    : `${i.estimate.rounds < mostRounds(i) ? 'おそらく' : '最大'}${rounds(i.estimate.rounds)}`;

const endings: Record<Ending, string> = {
  finished: '学習は終了しました。',
  stopped: '依頼者が学習を終了しました。',
  left: 'あなたは学習から退出しました。',
  contributed: 'あなたの提供内容は仲介者のもとにあります。',
  withdrawn: 'あなたは提供を取り消しました。',
};
export const ending = (reason: string): string | undefined => entry(endings, reason);
