/** 進行中の学習: ラウンド、ほかのデータ提供者、送信されたすべてのバイト。 */
import type { AttemptPhase, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { bytes, count, duration, entry, owners, rounds, sentence } from './words';

const phases: Record<AttemptPhase, string> = {
  keys: 'マスクの取り決め',
  upload: '計算、暗号化、送信',
  reveal: '合計を開く',
  finish: '依頼者が合計する',
};
const roundKinds: Record<RoundKind, string> = {
  gradient: 'モデルの当てはめ',
  statistics: '列の測定',
  evaluation: '結果の評価',
  one_round: 'モデルの当てはめ',
};

export const running: typeof en.running = {
  joining: '学習に参加中',
  joiningLead: 'あなたの参加を仲介者に伝えています。',
  lobbyTitle: 'ほかのデータ提供者を待っています',
  lobby: (enrolled, start) =>
    enrolled < start
      ? `${owners(start)}のうち${count(enrolled)}名が参加しました。全員がそろうと学習が始まります。`
      : `${owners(enrolled)}が参加しました。依頼者が学習を開始します。`,
  vouchTitle: 'ほかの提供者と単語を照らし合わせてください',
  vouch:
    'この学習はサークルです。各データ提供者は、ほかの全員の身元を保証します。一人ひとりに電話をかけて単語を照らし合わせ、下で印を付けてください。それまでは参加しません。',
  statementsTitle: '最初のラウンドの前に',
  statements:
    '二つの合計は引き算ができるため、各データ提供者は自分の行が以前の合計に含まれていたかどうかを申告します。何もする必要はありません。差から何かが分かる場合には質問が出ます。',
  waitingTitle: '次のラウンドを待っています',
  waiting: '依頼者が準備しています。何もする必要はありません。',
  absent: '全員が戻ると次のラウンドが始まります。',
  roundTitle: (e) => `ラウンド ${count(e.round ?? 0)}`,
  atMost: (n) => `最大${rounds(n)}`,
  kind: (kind) => entry(roundKinds, kind) ?? roundKinds.gradient,
  attempt: (n) => `${count(n)}回目の試行`,
  phase: (phase) => entry(phases, phase) ?? phase,
  phasesLabel: 'このラウンドの段階',
  waitsFor: '待っている相手',
  you: 'あなた',
  present: (n, members) => `${owners(members)}のうち${count(n)}名が接続中`,
  timeLeft: (ms) => sentence(`この段階の残り時間は${duration(ms / 1000)}です`),
  workLeft: (seconds) => sentence(`残りの計算は${duration(seconds)}です`),
  progress: (done, likely, most) =>
    `${likely < most ? `おそらく${count(likely)}、` : ''}最大${rounds(most)}のうち${count(done)}が完了`,
  remaining: (seconds, probably) =>
    `この調子だと、${probably ? 'おそらく' : ''}あと${duration(seconds)}です${probably ? '' : '（すべてのラウンドが必要な場合）'}。`,
  offline: 'この端末はオフラインです。接続が戻ると、学習は自動的に続きます。',
  pausedTitle: '一時停止中',
  paused: '再開するまで参加しません。ほかの提供者があなたを待ちます。',
  reconnectingTitle: '接続が切れました',
  reconnecting: 'ページが再接続を試みています。あなたの参加枠は保たれ、中断されたラウンドはやり直されます。',
  abortedTitle: 'この試行は結果なしに終わりました',
  aborted: {
    missing:
      'あるデータ提供者が時間内に応答しませんでした。合計は開かれていません。全員が戻るとラウンドはやり直されます。',
    left: 'あるデータ提供者がラウンドから退出しました。合計は開かれていません。全員が戻るとラウンドはやり直されます。',
    round_rejected: '依頼者が合計を使えませんでした。ラウンドはやり直されることがあります。',
  },
  abortedOther: '合計は開かれていません。ラウンドはやり直されることがあります。',
  stoppedTitle: 'この学習へのあなたの参加は終わりました',
  notJoinedTitle: 'この学習に参加できませんでした',
  notify: '開始と終了を知らせる',
  news: {
    begun: '学習が始まりました。',
    asked: '続ける前に質問があります。',
    ended: '学習は終了しました。',
    stopped: 'この学習へのあなたの参加は終わりました。',
  },
  pause: '一時停止',
  resume: '再開',
  leave: '退出',
  leaveQuestion: 'この学習から退出しますか？',
  leaveLead:
    '行から計算されたものはすべて直ちに破棄されます。すでに足し合わされた合計は取り消せません。ほかの提供者があなたを待つことになるかもしれません。',
  leaveYes: '退出する',
  leaveNo: 'とどまる',
};

export const members: typeof en.members = {
  title: 'データ提供者',
  lead: 'ほかの提供者に電話をかけ、それぞれの単語を読み上げてもらってください。単語はすべての学習で変わらず、付けた印は記憶されます。',
  you: 'あなた',
  compared: 'これらの単語を照らし合わせました',
  called: 'この学習では:',
  line: 'メンバーファイルに載せるあなたの行:',
  circle: (marked, all) =>
    `これはサークルです。あなたを含めて${count(all)}名のうち${count(marked)}名に印が付いています。全員に付くと参加します。`,
  alone: '依頼者が受け入れると、ほかの提供者がここに表示されます。',
  onlyVouched: (counted, least) =>
    `数えられるのは、あなたと、あなたが印を付けたデータ提供者だけです（現在${count(counted)}名）。少なくとも${count(least)}名が数えられる場合にだけ参加します。`,
  fewTitle: 'あなたが身元を保証したデータ提供者が少なすぎます',
  everybody: (least) =>
    `照合の有無にかかわらず、依頼者が受け入れたすべてのデータ提供者が数えられます。少なくとも${count(least)}名が数えられる場合にだけ参加します。`,
  again: 'もう一度試す',
};

export const timeline: typeof en.timeline = {
  title: 'ラウンド',
  none: 'まだラウンドはありません。',
  accepted: '完了',
  running: '進行中',
  again: 'やり直し',
  label: (round, status) => `ラウンド ${count(round)}: ${status}`,
  earlier: (n) => `それ以前の${rounds(n)}`,
  look: 'ラウンドを選ぶと、送信されたすべてのバイトを見られます。',
};

export const charts: typeof en.charts = {
  title: '経過',
  over: '経過のまとめ',
  cohort: '共に合計されたデータ提供者（ラウンド別）',
  lost: '破線: 使われなかった、またはまだ使われていない合計。',
  cohortLabel: (list) =>
    list.length === 0
      ? 'まだラウンドはありません'
      : `送信${count(list.length)}件。共に合計されたのは${count(Math.min(...list.map((u) => u.owners)))}名から${count(Math.max(...list.map((u) => u.owners)))}名`,
  convergence: 'モデルの動きの大きさ（ラウンド別）',
  convergenceLabel: (first, last) => `最初の10の${first.toFixed(1)}乗から、現在の10の${last.toFixed(1)}乗まで`,
};

export const slots: typeof en.slots = {
  label: (l) =>
    `一つの暗号文には、${count(l.slotBits)}ビットの値が${count(Math.min(l.perCiphertext, l.values))}個、続いて0のままでなければならない${count(l.canaryBits)}ビットと、データ提供者を数える${count(l.countBits)}ビットが入ります。`,
  lowest: '最下位ビット',
  highest: (bits) => `ビット ${count(bits)}`,
  short: { canary: '0', count: '#' },
  parts: (l) => [
    {
      kind: 'slot',
      name: `値 ${count(l.values)}個`,
      about: `それぞれ${count(l.slotBits)}ビット。全データ提供者の合計に足りる幅`,
    },
    { kind: 'canary', name: '検査', about: `正しい合計では必ず0になる${count(l.canaryBits)}ビット` },
    {
      kind: 'count',
      name: '人数',
      about: `合計に含まれるデータ提供者の数を示す${count(l.countBits)}ビット`,
    },
    { kind: 'rest', name: '未使用', about: '0' },
  ],
};

export const inspector: typeof en.inspector = {
  title: (round) => `ラウンド ${count(round)}: この端末から送り出されたもの`,
  open: (round) => `ラウンド ${count(round)} で送信されたバイトを表示`,
  look: '見る',
  all: (s) =>
    `値${count(s.values)}個を暗号文${count(s.ciphertexts)}個に。${bytes(s.headBytes)}の署名付きメッセージの後に${bytes(s.bytesUp)}。`,
  encrypted:
    'このラウンドであなたのデータから送り出されたのはこれだけです。暗号化され、合計しか読めないようにマスクされています。',
  layoutTitle: '暗号文の中身',
  valuesTitle: (n) => `${count(n)}個の値とその名前`,
  value: (label, i, n) =>
    i === n - 1 ? 'あなたの行の数' : i === n - 2 ? 'あなたの行での誤差' : `あなたの行から見て ${label} が動くべき向き`,
  bytesTitle: 'バイト列',
  length: 'メッセージの長さ',
  message: '署名付きメッセージ',
  ciphertext: (i, n) => (n === 1 ? '暗号文' : `暗号文 ${count(i)}/${count(n)}`),
  verified: 'これらはリクエスト本文のバイト列です。フィンガープリントは署名付きメッセージのものと一致します。',
  altered: 'ここに保存されたバイト列は、署名されたものと異なります。この端末の何かが書き換えました。',
  gone: 'この学習は送信量が多いため、バイト列自体は保存されていません。フィンガープリントは下と控えにあります。',
  start: (n) => `最初の${bytes(n)}を表示しています。`,
  signedTitle: '署名付きメッセージ',
  digest: '暗号文のフィンガープリント（SHA-256）',
  requestsTitle: 'このラウンドのすべてのリクエスト',
  requests: '鍵と署名にデータは含まれません。このラウンドではほかに何も送信されていません。',
  earlier: 'リクエストは一覧に残っていません。ページの読み込み前か、かなり前のものです。',
  panelTitle: '同じものをブラウザーで見る',
  panel: (s) => [
    '開発者ツール（F12、Mac では ⌥⌘I）を開き、「ネットワーク」を選びます。開いている間のリクエストだけが一覧に載ります。',
    `アドレスが rounds/${s.round}/${s.attempt}/uploads/… で終わる PUT リクエストを選び、その内容を見ます。`,
    '上のバイト列と比べるか、両方を保存して SHA-256 を比べます。',
    '一覧にはこのページのすべてのリクエストが載ります。ほかに送り出されたものがないか探してください。',
  ],
  before: '前へ',
  after: '次へ',
  save: 'これらのバイトを保存',
  close: '閉じる',
};

export const traffic: typeof en.traffic = {
  title: '送信と受信',
  sent: '送信',
  received: '受信',
  details: 'この訪問のすべてのリクエスト',
  path: 'リクエスト',
  hint: 'ブラウザー自体のネットワークパネルにも同じ一覧が表示されます。',
  kernel: {
    simd: 'ブラウザーのベクトル演算で暗号化しました。',
    bigint: 'ブラウザーの大きな整数で暗号化しました。',
    go: 'WebAssembly のカーネルで暗号化しました。',
  },
};
