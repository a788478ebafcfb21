/** 承諾が必要な質問と、提供したものの記録。 */
import type { Again } from '../../contract';
import type { Claim, GapReason, Rule, Stage } from '../../generated/constants';
import type * as en from '../en';
import { spans } from '../plain';
import { about, count, day, owners, rows } from './words';

const amount = (n: string | number): string => (typeof n === 'number' ? about(n) : n);

interface Asked {
  title: string;
  found: (has: string, needs: string) => string;
  yes: string;
  instead?: string;
}
const found = (has: string, needs: string) => `実際: ${has}。求められる値: ${needs}。`;
const asked: Record<Rule, Asked> = {
  rows: {
    title: '行が少ない',
    found: (has, needs) => `行数: ${has}。求められる行数: ${needs}以上。`,
    yes: 'はい、少なくても私の行を提供します。',
    instead: 'または、行の多いファイルを選んでください。',
  },
  alone: {
    title: '孤立した行',
    found: (has) => `孤立した行: ${has}。求められる数: なし。`,
    yes: 'はい、これらの行も提供します。',
    instead: 'または、これらの行をファイルから除いて選び直してください。1行目は列の名前の行です。',
  },
  constant: {
    title: 'あなたの分が分かってしまう列',
    found: (has) => `値が一つしかない列: ${has}。求められる数: なし。`,
    yes: 'はい、これらの列から私の分が分かるとしても、私の行を提供します。',
  },
  again: {
    title: '以前の合計に含まれていた行',
    found,
    yes: 'はい、それでもこの学習に私の行を提供します。',
  },
  others: {
    title: 'これは別の人たちですか？',
    found: () => '実際: 不明。求められること: 別の人たち。',
    yes: 'はい、別の人たちです。',
    instead:
      '答える必要はありません。承諾がない場合、学習を続けてよいかどうかが、最初のラウンドの前にすべてのデータ提供者に尋ねられます。',
  },
  consent: {
    title: '依頼者が確認を求めています',
    found: () => '',
    yes: 'はい',
  },
  limit: {
    title: 'あなたの ε の上限',
    found: (has, needs) =>
      `この学習を含めた値: ${has === 'exact' ? '上限なし' : `ε ${has}`}。あなたの上限: ε ${needs}。`,
    yes: 'はい、私の上限を超えても参加します。',
  },
  shared: {
    title: '全員に見えるモデルについての正確な合計',
    found: () => '合計のノイズ: なし。データ提供者にモデルが見える場合に求められるもの: ノイズ。',
    yes: 'はい、それに同意します。',
  },
};

export const questions: typeof en.questions = {
  title: (needed) => (needed ? 'この学習にはあなたの承諾が必要です' : 'あなたの行についての質問'),
  lead: '承諾はこの学習について有効です。同じ行についての質問は、より多くが明らかになる場合にだけ再び出ます。',
  asked: (q) => asked[q.rule],
  found: (q) => asked[q.rule].found(amount(q.has), amount(q.needs)),
  missing: (n) => `先に、上の${count(n)}件の質問に承諾が必要です。`,
  rechecked:
    '状況が変わったため、ファイルをもう一度確認しました。何も提供されていません。質問を読んで、もう一度提供してください。',
  merged: (columns) =>
    `${columns.join(', ')} に当てはまる行がわずかです。この学習の求めに従い、その他すべての水準として数えられます。`,
  lacks: (columns) =>
    `${columns.join(', ')} について、あなたの行はすべて同じです。多くの場合、どの行にも当てはまりません。これは質問ではありませんが、合計から分かることがあります。`,
};

export const offers: typeof en.offers = {
  title: '提供する行を減らせます',
  take: (o) =>
    o.word === 'new'
      ? `「${o.past}」に含まれていなかった${rows(o.rows)}を、${count(o.until)}行になるまで除きます。そうすれば、合計の引き算でこれらの行を見ることは誰にもできません。`
      : `いずれかの列に空のセルがある${rows(o.rows)}を除きます。そうすれば、別の列についての学習も同じ行に基づくことができます。`,
};

const claims: Record<Claim, string> = {
  first: 'これまでどの合計にも含まれていない',
  same: '以前と同じ行、同じデータ提供者',
  changed: '以前の合計に含まれ、行またはデータ提供者が異なる',
};
const kind = (exact: boolean) => (exact ? '正確な合計' : 'ノイズのある合計');
const subtracted = (d: Again['differences'][number]) =>
  `${d.name === '' ? 'あなたが参加していなかった以前の学習' : `「${d.name}」`}との差`;

export const again: typeof en.again = {
  title: 'これらの行をもう一度提供しますか？',
  lead: '一部の行は以前の合計に含まれていました。両方の合計を知る人は、一方から他方を引くことができます。それで何が分かるかを読んでから、承諾するか退出してください。それまで、行の内容は何も送り出されません。',
  differencesTitle: '差から分かること',
  alone: (d) => [`${subtracted(d)}から、次の提供者の分だけが分かります: `, ''],
  together: (d) => `${subtracted(d)}から、次のデータ提供者の分を合わせたものが分かります:`,
  how: { joined: '以前はいなかった', left: '今回はいない', changed: '行が変わった' },
  noDifference: 'このページが知る限り、ありません。',
  unknown: (n) =>
    `以前の合計${count(n)}件について、別の人たちのものかどうかが答えられていないため、差からより多くが分かるかもしれません。`,
  pastTitle: 'あなたの行を用いた以前の学習',
  noPast: 'ありません。質問はほかの提供者の行についてのものです。',
  past: (p) =>
    `${day(p.when)}、${kind(p.exact)}、${owners(p.owners)}。あなたの${rows(p.found)}が含まれていました` +
    `（新しい行: ${p.new === 0 ? 'なし' : rows(p.new)}、なくなった行: ${p.gone === 0 ? 'なし' : rows(p.gone)}）。`,
  newRows: (p) => `ファイルの新しい行: ${spans(p.newRows)}${p.new > p.newRows.length ? ' …' : ''}`,
  modelOwner: '依頼者',
  statedTitle: '各提供者の申告',
  claims,
  you: 'あなた',
  yes: asked.again.yes,
  go: '続ける',
  said: '承諾しました。ほかの全員が承諾すると学習が続きます。',
  leave: '退出すると、行の内容は何も提供されません。ほかの提供者にも同じことが尋ねられます。',
};

const stages: Record<Stage, string> = {
  open: '申告済み、未開始',
  passed: '提供済み',
  struck: '提供なし',
};
const stageMeanings: Record<Stage, string> = {
  open: '学習は始まっていません。退出するまでは提供したものとして数えられます。',
  passed: 'それ以降、これらの行の暗号化された合計が送られた可能性があります。',
  struck: '学習はあなた抜きで始まりました。何も送信されていません。',
};
const gaps: Record<GapReason, string> = {
  older: '記録が以前の状態に戻されたか、別の記録です。',
  'no anchor': '記録が完全かどうかを示す印がありません。',
  restored: '記録は、古いかもしれないコピーから復元されました。',
};

export const gave: typeof en.gave = {
  open: 'あなたが提供したもの',
  title: 'あなたが提供したもの',
  lead: 'あなたの行を用いた各学習を、合計が送り出される前にこのブラウザーが書き留めたものです。',
  onStart: 'このブラウザーは、あなたの行が含まれたすべての合計を、すべての学習と依頼者にわたって記録しています。',
  loading: '記録を読み取り中',
  none: 'まだありません。このブラウザーは行を用いた学習に参加していません。',
  modelOwner: '依頼者',
  kind,
  stage: (s) => stages[s],
  stageMeaning: (s) => stageMeanings[s],
  amount: (g) =>
    `${day(g.when)}: ${owners(g.members.length)}のうち、あなたの${rows(g.rows)}` +
    (g.held > 0 ? `（うち測定用に取り分けたもの ${rows(g.held)}）` : '') +
    '。',
  stated: (g) => `あなたの申告: ${claims[g.word]}。`,
  asked: '一部の行は以前の合計に含まれていました。あなたは承諾しました。',
  members: 'この学習のデータ提供者',
  spentTitle: 'ノイズ: プライバシー予算 ε',
  spent: (s) =>
    s.sums === 0
      ? `消費はありません。ノイズのある合計は開かれていません。${s.limit ? `あなたの上限は ${about(s.limit)} です。` : ''}`
      : `ノイズのある合計${count(s.sums)}件で ε ${about(s.spentAll)} が消費されました` +
        (s.limit ? `（あなたの上限 ${about(s.limit)}）。` : '。上限は設定されていません。'),
  exact: '正確な合計にはノイズがないため、それから分かることはどの ε にも数えられません。',
  gapsTitle: '記録が完全でない可能性があります',
  gap: (g) => `${day(g.when)}: ${gaps[g.reason]}` + (g.known > 0 ? `かつては${rows(g.known)}ありました。` : ''),
  gapMeaning:
    '以前の合計が欠けているかもしれません。そのため、選んだファイルごとに、その人たちが欠けている合計に含まれていたかどうかを尋ねます。',
  keptTitle: 'この記録の保存場所',
  kept: (host) =>
    `このブラウザーの、${host || 'この端末のファイル'}用の保存領域です。サイトのデータを消すと空になります。そうなると、ページは以前の合計が分からず、警告できません。`,
  server: (host) =>
    `このページの配信元のサーバー ${host} は、いつでもあなたのブラウザーに記録を消させることができ、あなたには知らされません。`,
  promised: 'ブラウザーは、自らこれを消さないと約束しました。',
  notPromised: '空き容量がなくなると、ブラウザーが自らこれを消すことがあります。',
  elsewhereTitle: 'そのサーバーの手の届かない所へ',
  elsewhere: '自分のページで参加してください。独自の記録を持つので、方法を一つ選んでそれを続けてください:',
  ways: [
    { before: 'Blindfit のリリースに含まれる ', code: 'blindfit.html', after: ' をディスクから開く。' },
    { before: '端末で ', code: 'dataowner serve', after: ' を実行し、表示されるアドレスを開く。' },
  ],
  command: (origin) => `dataowner serve --facilitator ${origin}`,
  copy: 'このコマンドをコピー',
  copied: 'コピーしました',
  close: '閉じる',
};
