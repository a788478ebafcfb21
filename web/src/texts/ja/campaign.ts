/** 受託者のいる学習: フォーム、コード、一通のメッセージの後のこと、公開された結果。 */
import type { Column } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { count } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');

export const campaign: typeof en.campaign = {
  formTitle: 'あなたの回答',
  formLead:
    '回答はこの端末で一通の暗号化されたメッセージになります。単独では誰も読めません。開かれるのは多人数の合計だけです。',
  rowTitle: 'または1行を手で入力',
  fileInstead: 'またはファイルを使う',
  range: (c) => (c.min == null || c.max == null ? '' : `${value(c.min)}～${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `${value(c.step)}${unit(c)}刻み`),
  slider: (name) => `${name}（スライダー）`,
  choose: '選んでください',
  none: '回答なし',
  optional: '空欄のままでもかまいません。',
  problems: {
    empty: '回答してください。',
    number: '数を入力してください。例: 12.5',
    whole: '整数を入力してください。',
    below: (c) => `${value(c.min ?? 0)}${unit(c)} 以上の数を入力してください。`,
    above: (c) => `${value(c.max ?? 0)}${unit(c)} 以下の数を入力してください。`,
    step: (c) => `${value(c.step ?? 1)}${unit(c)} の倍数を入力してください。`,
    level: '選択肢から一つ選んでください。',
  },
  left: (n) => (n === 0 ? '' : `未回答が${count(n)}件あります。`),
  send: '提供する',
  sendLead: '送られるメッセージは一通です。その後、このページを閉じてかまいません。',

  codeTitle: 'あなたのコード',
  codeLead: 'この学習には、あなたに送られたコード（英字と数字20文字）が必要です。',
  code: 'コード',
  codeHint: '大文字と小文字、空白、ハイフンの違いは問いません。',
  codeOpen: '次へ',

  givenTitle: 'このページを閉じてかまいません',
  given: 'あなたの提供内容が届き、保存されました。',
  opened: (i) =>
    i?.close
      ? `${i.close}（UTC）${i.putOff ? '（延期後の日付）' : ''}を過ぎてから、または依頼者がそれより早く学習を締め切ったときに、ほかの提供内容とまとめて開かれます。`
      : '依頼者が学習を締め切ったときに、ほかの提供内容とまとめて開かれます。',
  together: (i) => (i?.batch ? `${count(i.batch)}件に満たない提供の合計が開かれることはありません。` : ''),
  until:
    'それまでは、このブラウザーで同じリンクを開いて、訂正や取り消しができます。後日、ここに結果が表示されることがあります。',
  correct: '訂正する',
  correctLead: '回答はこの端末に残っていません。すべて入力し直してください。最後の提供だけが有効です。',
  withdraw: '取り消す',
  withdrawQuestion: '提供を取り消しますか？集計に含まれなくなります。',
  notYet: 'まだ開かれていません',
  withdrawnTitle: '取り消しました',
  withdrawn: 'あなたの提供内容は集計に含まれません。学習が締め切られるまでは、もう一度提供できます。',
  again: 'もう一度提供する',
  kept: 'もう間に合いません。提供内容は以前のままです。',

  resultsTitle: '結果',
  resultsLead: (owners, made) => `${count(owners)}件の提供から。公開日: ${made}`,
  noise: 'すべての数には、一人ひとりを守るための無作為なノイズが含まれています。',
  hidden: (below) => `1から${below - 1}までの件数と、それらが分かってしまう件数は省かれています。`,
  rounded: (to) => `件数は${to}の倍数に丸められています。`,
  signed: '依頼者による署名',
  tables: { summary: '要約', tests: '検定', coefficients: 'モデル', fit: '当てはまりの良さ' },
  receipt: '私が提供したもの',
};
