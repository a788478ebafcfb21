/** 学習またはページの終わりと、問題への助言。 */
import type { PageCode, Problem } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import type * as en from '../en';
import { sentence } from './problems';
import { bytes, ending, owners, rounds } from './words';

export const done: typeof en.done = {
  title: 'ありがとうございました',
  leftTitle: '退出しました',
  lead: (reason) => ending(reason) ?? '学習は終了しました。',
  summary: (accepted, up) => `採用された${rounds(accepted)}に参加し、暗号化された合計を${bytes(up)}送りました。`,
  nothing: 'あなたの暗号化された合計は使われませんでした。',
  tableTitle: 'この端末から送り出されたもの',
  round: 'ラウンド',
  size: '大きさ',
  among: '含まれた合計',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : '不使用'),
  digest: '送信物のフィンガープリント',
  bytes: 'バイト数',
  save: '控えを保存',
  saveLead:
    '控えには送信物のフィンガープリントが入っているので、何を送ったかを後で証明できます。行の内容は何も含まれません。',
  close: 'このタブを閉じてかまいません。',
  another: '別の学習に参加',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'ページを停止しました',
  failed:
    'ページの内部で問題が起きました。行から計算されたものはすべてメモリーから消えました。続けるには、ページを読み込み直してください。',
  details: '詳細',
  reload: '読み込み直す',
  unsupportedTitle: 'このブラウザーでは参加できません',
  unsupported: (missing) =>
    `不足しているもの: ${missing.join('、')}。最新の Firefox、Chrome、Edge、Safari をお使いください。何も送信されていません。`,
  insecure: 'このページは https で、またはこの端末自体から開く必要があります。何も送信されていません。',
  bareTitle: 'このページは途中で書き換えられています',
  bare: '外部のコードを防ぐポリシーが付いていませんでした。このサーバーの運営者に知らせてください。何も読み取られず、何も送信されていません。',
  features: {
    wasm: 'WebAssembly',
    bigint: '大きな整数',
    worker: 'ワーカー',
    storage: 'このページ用の保存領域',
    locks: 'タブ間のロック',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return '接続を確認して、もう一度お試しください。';
    case 'internal':
      return 'ページを読み込み直してください。再び起きる場合は、依頼者に知らせてください。';
    default:
      return '';
  }
}
