/** ページ自体、リンク、招待: ファイルを選ぶ前に読むもの。 */
import { value } from '../../format';
import type { MissingRule, ModelKind, RoundKind } from '../../generated/constants';
import type * as en from '../en';
import { about, bytes, count, duration, ending, entry, likely, mostRounds, owners, roughly, rows } from './words';

export const site: typeof en.site = {
  name: 'Blindfit',
  promise: 'あなたの行はこの端末から出ません。',
  steps: ['招待', 'あなたのデータ', '提供', '控え'],
  stepsLabel: '手順',
  starting: '起動中…',
  language: '言語',
};

export const source: typeof en.source = {
  file: 'このページはあなたの端末にあるファイルです。',
  local: 'このページはあなたの端末のプログラムが表示しています。',
  facilitator: (host) =>
    `このページは仲介者 ${host} から届きました。そのサーバーがページを書き換えないと信頼することになります。`,
  about: 'Blindfit について、およびページの検証方法（新しいタブで開きます。英語）',
  host: (host) => `このページは ${host} から届きました。`,
  module: 'プログラムの SHA-256:',
};

export const link: typeof en.link = {
  title: '学習に参加',
  lead: '依頼者から送られた招待リンクを貼り付けてください。依頼の内容と送り主を見るまで、何も送信されません。',
  label: '招待リンク',
  placeholder: 'https://…/join#2.…',
  open: '招待を開く',
  knownTitle: 'このブラウザーが知っている学習',
  continue: '続ける',
  receipt: '控え',
  forget: '忘れる',
  forgetQuestion: 'この学習を忘れますか？この端末にある学習用の識別情報が消され、新しいリンクなしには戻れません。',
  ended: (reason) => ending(reason) ?? '終了。',
  running: '未終了。',
};

export const checking: typeof en.checking = {
  link: '招待を確認中',
  linkLead: '仲介者が配信する学習をリンクのフィンガープリントと照合し、暗号鍵を検査しています。',
  file: (name) => `${name} を確認中`,
  fileLead:
    'すべての行を学習の列と照らし合わせています。これはあなたの端末で行われ、ファイルはアップロードされません。',
};

export const refused: typeof en.refused = {
  title: 'このリンクは拒否されました',
  lead: 'あなたの端末からは何も読み取られず、あなたについて何も送信されていません。',
  again: '別のリンクを試す',
  retry: 'もう一度試す',
  titles: {
    unreachable: '仲介者に接続できません',
    memory: 'この学習はこの端末には大きすぎます',
    second_tab: '別のタブで開かれています',
    vault: 'このブラウザーの記録は使えません',
  },
  reasons: {
    link: 'リンクが不完全か、書き換えられています。',
    unreachable: '間にあるサーバーである仲介者に接続できません。',
    manifest: '仲介者は、このリンクが示す学習を配信していません。',
    key: 'この学習の暗号鍵は安全に使えません。',
    training_file: 'この学習は、このページにできないことを求めています。',
    unsupported: 'この学習には新しい版の Blindfit が必要です。',
    ended: 'この学習は終わっています。',
    memory: 'このブラウザーのタブが使えるより多くのメモリーが必要です。',
    vault: 'このブラウザーには別の版の Blindfit の鍵と記録が残っているか、それらが壊れています。',
    second_tab:
      'この学習は別のタブですでに開かれています。そのタブを使うか、それを閉じてからここでもう一度試してください。',
  },
  other: 'リンクを開けませんでした。',
};

export const tooLarge: typeof en.tooLarge = (needed, room) => ({
  code: 'memory',
  message: `1ラウンドに約${bytes(needed)}のメモリーが必要です。このブラウザーのタブで使えるのは約${bytes(room)}です`,
  hint: 'より大きな端末、またはプログラム dataowner で参加してください。',
});

export const kinds: Record<ModelKind, string> = {
  linear_regression: '線形回帰',
  logistic_regression: 'ロジスティック回帰',
  softmax_regression: '多項ロジスティック回帰',
  proportional_odds: '順位の回帰（比例オッズ）',
  poisson_regression: '件数のポアソン回帰',
  negative_binomial_regression: '件数の負の二項回帰',
  gamma_regression: '正の数のガンマ回帰',
  discriminant: '線形判別（ロジスティック回帰の近似であり、確率は検証が必要）',
  mlp: '小さなニューラルネットワーク',
  describe: '件数と合計',
  cox_regression: '事象までの時間の Cox 回帰',
  piecewise_exponential: '事象までの時間の区分指数回帰',
};

export const invitation: typeof en.invitation = {
  asks: (words) => ['依頼者 ', words, ' が協力をお願いしています。'],
  lead: (i) =>
    (i.model.kind !== 'describe'
      ? `目的は、${count(i.features.length)}列から${i.target ? ` ${i.target.name} を予測する` : ''}${entry(kinds, i.model.kind) ?? 'モデル'}を当てはめることです。`
      : `目的は、${i.model.group ? `${i.model.group} ごとに` : ''}${count(i.features.length)}列を記述することです（件数と合計のみで、モデルは作りません）。`) +
    '複数のデータ提供者が参加し、互いのデータは見えません。',
  ended: (reason) => `あなたは以前この学習に参加しました。${ending(reason) ?? 'すでに終了しています。'}`,
  known: 'このブラウザーは以前この学習に参加しました。同じファイルを選ぶと、途中から続けられます。',
  columnsTitle: '必要な列',
  column: '列',
  type: '種類',
  allowed: '許容される値',
  predicted: '予測対象',
  types: {
    continuous: '数',
    discrete: '整数',
    ordinal: '順序のある水準',
    nominal: 'カテゴリー',
  },
  holdout: (share) => `あなたの行の ${about(100 * share)} % はモデルの評価用に取り分けられ、学習には使われません。`,
  folds: (parts) => `モデルの評価用に、あなたの行を ${parts} 個に分けた各部分の合計も送信されます。`,
  missing: {
    reject: 'すべてのセルに値が必要です。',
    drop_row: '空のセルがある行は除かれます。',
    indicator: '空のセルがあってもかまいません。',
    mean: '空のセルは、数または順位なら全データ提供者の平均で、水準なら最も多いもので補われます。',
    mode: '空のセルは、全データ提供者で最も多い値で、連続する数なら平均で補われます。',
  } satisfies Record<MissingRule, string>,
  range: (c) => {
    if (c.levels) return c.levels.join(', ') + (c.other ? `（それ以外は ${c.other} として数えます）` : '');
    if (c.min == null || c.max == null) return '任意';
    return `${value(c.min)}～${value(c.max)}${c.unit ? ` ${c.unit}` : ''}`;
  },
  fileTitle: 'ファイルを選択',
  fileLead: (i) =>
    `見出しにこれらの列があるブック（.xlsx、.ods）または CSV ファイル。列の順序は問わず、最大${rows(i.maxRows)}。ほかの列は無視されます。`,
  drop: 'ブックまたは CSV ファイルをここにドロップするか、コピーした表を貼り付けるか、',
  pasted: '貼り付けた表',
  template: 'これらの列の空の表をダウンロード',
  choose: 'ファイルを選ぶ',
  chooseOther: '別のファイルを選ぶ',
  notCsv: '一つのファイルではありません。ファイルを一つドロップしてください。',
};

export const who: typeof en.who = {
  title: '本当に本人ですか？',
  lead: '電話または対面で、依頼者にこれらの単語を読み上げてもらってください。一つでも違う場合は参加しないでください。',
  trusteesLead:
    '受託者は、あなたが送るもののマスクを保持します。受託者の単語を、受託者自身のページで公開されているものと照らし合わせてください。',
  trustee: (name) => `受託者: ${name}`,
  modelOwner: '依頼者',
  training: '学習',
  key: '暗号鍵',
  keyBits: (bits) => `Paillier、${count(bits)}ビット`,
  you: 'この学習でのあなた',
  details: '完全なフィンガープリント',
};

const inRound: Record<RoundKind, string> = {
  gradient: '行についての合計',
  statistics: '列の件数、合計、二乗和',
  evaluation: '結果を評価する合計',
  one_round: '列の合計と積和',
};

export const leaves: typeof en.leaves = {
  title: 'この端末から送り出されるもの',
  leavesTitle: '送り出されるもの',
  staysTitle: 'ここに残るもの',
  seesTitle: 'それぞれに見えるもの',
  round: (r) =>
    `${r.most === 1 ? '1回' : `最大${count(r.most)}回`}: ${entry(inRound, r.kind) ?? inRound.gradient}（${count(r.values)}個）。暗号化とマスクを施した暗号文${count(r.ciphertexts)}個。鍵と署名を含めて${bytes(r.up)}。`,
  total: (i) =>
    `全体で最大${bytes(i.rounds.reduce((sum, r) => sum + r.most * r.up, 0))}` +
    (i.estimate.rounds < mostRounds(i) ? '（すべてのラウンドが必要な場合。おそらくこれより少なくなります）。' : '。'),
  identity: 'この学習のためだけに作られた名前、あなたのネットワークアドレス、参加した時刻。',
  statement:
    '最初のラウンドの前に、あなたの行が以前の合計に含まれていたかどうかと、その学習の数。同じ学習に参加していた人には分かります。',
  words: '依頼者とほかのデータ提供者に対しては、すべての学習で変わらない、あなたを示す単語。',
  stays: [
    'あなたのファイル、その名前、そのすべての行。',
    'あなたの行の数（暗号の中に入っています）。',
    'この学習のために作られた秘密鍵。',
  ],
  facilitator: '間にあるサーバーである仲介者は、暗号化されたメッセージを中継します。読むことはできません。',
  modelOwner: (i) =>
    `依頼者が開けるのは、少なくとも${owners(i.cohort.min)}の合計だけで、あなた一人の分を開くことはできません。`,
  pooled: (i) =>
    (i.model.kind === 'describe'
      ? '合計は全データ提供者の件数と和であり、モデルは作られません。'
      : i.model.weights === 'encrypted' || i.model.method === 'one_round'
        ? '合計からは、全データ提供者にわたって列がどのように共に変動するかが分かり、モデルが得られます。'
        : '合計から、ラウンドごとにモデルが得られます。') +
    (i.privacy
      ? 'あなたの分はノイズによって隠されます。'
      : '合計があなたについて明らかにしすぎるかどうかは、あなたが判断します。'),
  model: (i) =>
    i.model.weights === 'shared' && i.model.method !== 'one_round'
      ? 'あなたとほかのデータ提供者には各ラウンドの後にモデルが見え、そこから各ラウンドの合計を計算できます。' +
        (i.privacy ? '' : 'ほかの全員が知識を合わせると、あなたの分が分かります。')
      : i.model.kind !== 'describe'
        ? 'あなたとほかのデータ提供者にモデルは見えません。'
        : 'あなたとほかのデータ提供者に合計は見えません。',
};

export const expected: typeof en.expected = {
  title: '時間とデータ量',
  measuring: 'この端末の速さを測定中…',
  time: (i) =>
    `${likely(i)}。この端末での計算は全部で${duration(i.estimate.seconds)}` +
    (i.estimate.rounds > 1 ? `、当てはめの1ラウンドに${duration(i.estimate.secondsPerRound)}` : '') +
    '、それにほかの提供者を待つ時間がかかります。',
  bytes: (i) => `送信は約${bytes(i.estimate.bytesUp)}、受信は最大${bytes(i.estimate.bytesDown)}です。`,
};

export const privacy: typeof en.privacy = {
  title: 'プライバシー予算',
  about: (p) =>
    `結果から${p.unit === 'record' ? '個々の行' : '個々のデータ提供者'}についてほとんど分からないように、ノイズが加えられます。学習全体で ε = ${value(p.epsilon)}、δ = ${value(p.delta)}。` +
    `誰かが${p.unit === 'record' ? 'ある行' : 'あなた'}について抱く推測の確からしさは、およそ δ の確率を除き、最大でも${roughly(Math.exp(p.epsilon))}倍にしかなりません` +
    (p.epsilon > 5 ? '（弱い保証）。' : p.epsilon > 1.5 ? '。' : '（強い保証）。'),
  own: (p) => `この学習: ε ${about(p.epsilon)} のうち ${about(p.spent)} を消費`,
  all: (p) =>
    `あなたのすべての学習: ε ${about(p.spentAll)}` + (p.limit ? `（あなたの上限 ${about(p.limit)}）` : '（上限なし）'),
  limit: '私のすべての学習の合計がこの ε に達したら停止する',
  limitHint: (p) =>
    p.limit
      ? `現在の上限: ${value(p.limit)}。0 を入力すると解除されます。達すると、提供は自動的に止まります。`
      : `上限がなければ、学習が終わるまで続きます。この学習が求める ε は ${value(p.epsilon)} です。`,
};
