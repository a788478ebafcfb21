/** ファイルが学習に合うかどうかと、読み方の変え方。 */
import { value } from '../../format';
import type * as en from '../en';
import { about, count, duration, likely, rows } from './words';

const by = (factor: number) => (factor < 1 ? `1/${count(Math.round(1 / factor))}` : count(factor));

export const file: typeof en.file = {
  badTitle: 'このファイルはまだ合っていません',
  badLead: (n) => `問題が${count(n)}件見つかりました。ファイルを直して選び直してください。何も送信されていません。`,
  unreadable: 'ファイルを読み取れませんでした。',
  places: '行',
  inRows: (some, n) => {
    const most = 8;
    const shown = some.slice(0, most).join(', ');
    return n > Math.min(most, some.length) ? `${count(n)}: ${shown}, …` : shown;
  },
  problems: '問題',
  column: '列',
  rule: '問題',
  wholeFile: 'ファイル',
  readyTitle: 'ファイルは合っています',
  readyLead: (n, name) => `${name} の${rows(n)}が参加します。`,
  dropped: (n) => `空のセルがある${rows(n)}は除かれます。`,
  ignored: (names) => `使われない列: ${names.join(', ')}。`,
  renamed: (header, column) => `あなたの列「${header}」は ${column} として読み取られます。`,
  multiplied: (header, factor) => `${header} には ${by(factor)} が掛けられます。`,
  respelled: (text, level) => `「${text}」は ${level} として読み取られます。`,
  asItIs: 'ファイルをそのまま読む',
  decimalComma: '数は小数点にコンマを使うものとして読み取られます。',
  preview: 'ファイルの最初の行（あなたの画面にだけ表示）',
  time: (i) =>
    `${likely(i)}。${i.estimate.rounds > 1 ? '1ラウンドごとに' : ''}この端末での計算が${duration(i.estimate.secondsPerRound)}、それにほかの提供者を待つ時間がかかります。`,
  start: '提供する',
  startLead: '学習が終わるまでこのタブを開いたままにしてください。いつでも一時停止や退出ができます。',
  choices: 'その他の設定',
  minCohort: '少なくともこの人数のデータ提供者がいる場合にだけ参加',
  minCohortHint: (min) => `学習自体は少なくとも${count(min)}名を求めています。`,
  onlyVouched: '私が身元を保証したデータ提供者だけを数える',
  onlyVouchedHint:
    'あなた自身も含みます。学習のデータ提供者がそろったら、互いに単語を照らし合わせて保証します。少なすぎる場合は参加せず、もう一度試せます。',
};

export const columns: typeof en.columns = {
  title: 'あなたの列',
  lead: 'あなたのファイルからここで計算された、あなただけのための情報です。何も送信されません。',
  column: '列',
  allowed: '許容される値',
  found: 'あなたのファイル',
  renamed: (header) => `あなたの「${header}」`,
  range: (c, s) => {
    if (s.header === '') return 'ファイルにありません';
    if (c.levels) return `${count(c.levels.length)}水準のうち${count(s.bins.filter((n) => n > 0).length)}`;
    if (s.low == null || s.high == null) return '数がありません';
    return `${about(s.low)}～${about(s.high)}`;
  },
  mean: (n) => `平均 ${about(n)}`,
  invalid: (n) => `許容外 ${count(n)}件`,
  mapped: (n, other) => `${other} として数えたもの ${count(n)}件`,
  missing: (n) => `空 ${count(n)}件`,
};

export const histogram: typeof en.histogram = {
  label: (c, s) => {
    if (c.levels) return c.levels.map((level, i) => `${level}: ${count(s.bins[i] ?? 0)}`).join(', ');
    const at = s.bins.indexOf(Math.max(...s.bins));
    const span = ((c.max ?? 0) - (c.min ?? 0)) / Math.max(1, s.bins.length);
    const low = (c.min ?? 0) + at * span;
    const outside = s.below + s.above;
    return `行が最も多いのは ${value(low)} と ${value(low + span)} の間${outside > 0 ? `。許容範囲の外に${count(outside)}件` : ''}`;
  },
};

export const form: typeof en.form = {
  sheet: 'シート',
  encoding: '文字コード',
  header: '列の名前がある場所',
  row: (n) => `${count(n)}行目`,
  none: 'なし（名前の行がない）',
};

export const fixes: typeof en.fixes = {
  title: 'ここで直せます',
  lead: '変わるのはページの読み方だけで、ファイル自体は変わりません。',
  readFrom: (column) => `${column} を読み取る列`,
  none: 'ファイルの列を選んでください',
  twice: '二つの列を同じ列から読み取ることはできません。',
  rename: (n) => (n === 1 ? 'この列を使う' : 'これらの列を使う'),
  spelling: (text, level, n) => `「${text}」を ${level} として読む（${rows(n)}）`,
  spellings: () => 'このように読む',
  factor: (header, factor) => `${header} に ${by(factor)} を掛ける`,
  factorLead: (header) => `${header} の数のほとんどが許容範囲の外にあります。単位が違うのではありませんか？`,
  twoWays: 'ファイルの一部の数は二通りに読めます。どちらの意味ですか？',
  thousands: (mark) => `1${mark}234 は千二百三十四`,
  decimals: (mark) => `1${mark}234 は1より少し大きい数`,
};
