/** ページのすべての文を日本語で。`../en` と同じく、流れの各部分に一つのモジュール。 */
import type { Again, Column, Invitation, PageCode, Problem } from '../contract';
import { formats, value } from '../format';
import type {
  AttemptPhase,
  Claim,
  Code,
  Ending,
  GapReason,
  MissingRule,
  ModelKind,
  ProblemCode,
  RoundKind,
  Rule,
  Stage,
} from '../generated/constants';
import { entry, mostRounds, spans } from './plain';
import { speaker, type Codes, type Sentences } from './say';
import * as en from './en';

// --- ページのいくつかの部分が共有する言い回し。

const { about, bytes, count, day, duration, roughly } = formats({
  language: 'ja',
  about: (length) => `約${length}`,
  instant: '1秒未満',
});

/** 句点で終わる文。 */
function stop(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || /[.!?…。！？]$/.test(trimmed)) return trimmed;
  // プログラムの英語の文は英語のまま終える。
  if (/^[\x20-\x7e]+$/.test(trimmed)) return trimmed[0]!.toUpperCase() + trimmed.slice(1) + '.';
  return trimmed + '。';
}

export const owners = (n: number) => `データ提供者${count(n)}名`;
export const rows = (n: number) => `${count(n)}行`;
const rounds = (n: number) => `${count(n)}ラウンド`;

const likely = (i: Invitation) =>
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
const ending = (reason: string): string | undefined => entry(endings, reason);

// --- プログラムが報告する文。

export const sentences: Sentences = {
  '%d cells': 'セル{0}個',
  '%d names': '名前{0}個',
  '%d of %d data owners are vouched for, this one included; at least %d are asked for':
    '身元が保証されているのは、このデータ提供者を含めて{1}名のうち{0}名です。少なくとも{2}名が求められています',
  '%s (one differs only in upper and lower case)': '{0}（大文字と小文字だけが違うものがあります）',
  '%s: %d rows are gone, changed, or on the other side of the holdout':
    '{0}: {1}行がなくなったか、変わったか、分割の反対側に移りました',
  '%s: %s (and %d more)': '{0}: {1}（ほか{2}件）',
  '%s: it is %s': '{0}: {1} です',
  '%s: it is shorter than it was, or another one': '{0}: 以前より短いか、別のものです',
  '%s: line %d does not follow from the ones before': '{0}: {1}行目が前の行から導かれません',
  '%s: malformed line %d': '{0}: {1}行目の形式が不正です',
  '%s: round %d was charged otherwise before': '{0}: ラウンド {1} は以前に別の額で計上されています',
  '%s: round %d would take ε past %s': '{0}: ラウンド {1} で ε が {2} を超えます',
  '%s: the ledger lost lines while it was running': '{0}: 動作中に記録簿の行が失われました',
  '%s; are they in %s?': '{0}。単位は {1} ですか',
  '1 cell': 'セル1個',
  '1 name': '名前1個',
  'Agree to take part: --agree %s in the program, a tick in the page.':
    '参加に同意してください: プログラムでは --agree {0}、ページではチェックを付けます。',
  'Ask the model owner for a new link.': '依頼者に新しいリンクを求めてください。',
  'Ask the model owner for a new training.': '依頼者に新しい学習を求めてください。',
  'Ask the model owner for a new training; what is spent stays spent.':
    '依頼者に新しい学習を求めてください。消費された分は戻りません。',
  'Ask the model owner for a smaller bounds.weight.': '依頼者に、より小さい bounds.weight を求めてください。',
  'Ask the model owner for a training with a higher cohort.min, or lower your own minimum.':
    '依頼者に cohort.min のより大きい学習を求めるか、自分の最小人数を下げてください。',
  'Ask the model owner for a training with a key of its own.': '依頼者に、専用の鍵を持つ学習を求めてください。',
  'Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.':
    '依頼者に、ノイズのある学習か、互いに身元を保証するデータ提供者のサークルを求めてください。',
  'Ask the model owner for the reason.': '依頼者に理由を尋ねてください。',
  'Ask the model owner to send the link again.': '依頼者にリンクの再送を求めてください。',
  'Ask the model owner what went wrong.': '何が起きたのかを依頼者に尋ねてください。',
  'Ask the model owner whether there is a new training.': '新しい学習があるかどうかを依頼者に尋ねてください。',
  'Ask the model owner why data owners keep leaving.': 'データ提供者が退出し続ける理由を依頼者に尋ねてください。',
  'Bring the file that you began this training with; rows may be added to it.':
    'この学習を始めたときのファイルを使ってください。行を追加してもかまいません。',
  'Check the connection and that the address in the link is right.':
    '接続と、リンクのアドレスが正しいことを確認してください。',
  'Choose a CSV file first.': '先に CSV ファイルを選んでください。',
  'Choose the file again.': 'ファイルを選び直してください。',
  'Come back later: the model owner waits for the trustee.':
    '後でもう一度お越しください。依頼者が受託者を待っています。',
  "Compare the members' file with the others, or ask the model owner whom it admitted.":
    'メンバーファイルをほかの提供者と照らし合わせるか、誰を受け入れたかを依頼者に尋ねてください。',
  'Compare the words that the trustee publishes with those of the invitation.':
    '受託者が公開している単語を招待の単語と照らし合わせてください。',
  'Compare words with more of the data owners, mark them, and try again.':
    'より多くのデータ提供者と単語を照らし合わせて印を付け、もう一度試してください。',
  'Compare words with them, or ask the model owner whom it admitted.':
    'その提供者と単語を照らし合わせるか、誰を受け入れたかを依頼者に尋ねてください。',
  'Copy the whole link again.': 'リンク全体をコピーし直してください。',
  'Do not take part: the facilitator serves something else than the model owner signed.':
    '参加しないでください。仲介者は、依頼者が署名したものとは別のものを配信しています。',
  "Do not take part: the model owner's log was altered, or it breaks the rules of the training. Tell the model owner.":
    '参加しないでください。依頼者のログが書き換えられたか、学習の規則に反しています。依頼者に知らせてください。',
  'Do not take part; tell the model owner.': '参加しないでください。依頼者に知らせてください。',
  'Free some storage and try again.': '空き容量を増やして、もう一度試してください。',
  'Go on from the newest copy of the vault, or on the machine that contributed last.':
    '最新の保管庫のコピーで、または最後に提供した端末で続けてください。',
  'Leave the running training first.': '先に進行中の学習から退出してください。',
  'Leave the training first.': '先に学習から退出してください。',
  'Open an invite link first.': '先に招待リンクを開いてください。',
  'Open the invite link again.': '招待リンクを開き直してください。',
  'Raise your limit to go on, or leave the training.':
    '続けるには上限を上げてください。または学習から退出してください。',
  'Restore into an empty folder.': '空のフォルダーに復元してください。',
  'Restore the vault from a copy.': '保管庫をコピーから復元してください。',
  'Restore the vault from a copy; without its ledger this owner takes no part.':
    '保管庫をコピーから復元してください。記録簿がなければ、このデータ提供者は参加しません。',
  'Split the file or bring fewer rows.': 'ファイルを分けるか、行を減らしてください。',
  'Take another backup.': 'バックアップを取り直してください。',
  'Take part from the machine that it was handed over to.': '引き継ぎ先の端末から参加してください。',
  'Tell the model owner that a data owner was admitted twice.':
    'データ提供者が二重に受け入れられたことを依頼者に知らせてください。',
  'Tell the model owner that the training diverges.': '学習が発散していることを依頼者に知らせてください。',
  'Tell the model owner.': '依頼者に知らせてください。',
  'Tell the other data owners and the model owner: large weights read single rows.':
    'ほかのデータ提供者と依頼者に知らせてください。大きな重みは個々の行を読み取れます。',
  'Tell the other data owners and the model owner: two sums that differ in this alone speak of the rows that miss a value, or of single estimates.':
    'ほかのデータ提供者と依頼者に知らせてください。この点だけが異なる二つの合計からは、値の欠けた行や、個々の推定値のことが分かります。',
  'The training may need a newer version of Blindfit.': 'この学習には新しい版の Blindfit が必要かもしれません。',
  'Try another browser or machine.': '別のブラウザーまたは端末を試してください。',
  "Use the version that wrote it, or begin with an empty vault: another --dir, or the page's storage cleared.":
    '書き込んだ版を使うか、空の保管庫から始めてください（別の --dir、またはページの保存領域の消去）。',
  'a PDF': 'PDF',
  'a Parquet file': 'Parquet ファイル',
  'a file of R (.rds or .RData)': 'R のファイル（.rds または .RData）',
  'a file of SAS (.sas7bdat or .xpt)': 'SAS のファイル（.sas7bdat または .xpt）',
  'a file of SPSS (.sav)': 'SPSS のファイル（.sav）',
  'a file of Stata (.dta)': 'Stata のファイル（.dta）',
  'a quote is opened in this row and never closed': 'この行で始まった引用符が閉じられていません',
  'a row with an event needs its time': '事象のある行には、その時間が必要です',
  'a running training cannot be forgotten': '進行中の学習を忘れることはできません',
  'a spreadsheet or an archive': '表計算ファイルまたはアーカイブ',
  'a value is missing, and an %s has no substitute': '値が欠けています。{0} を補うものはありません',
  'a value is missing, and this training accepts no missing values':
    '値が欠けています。この学習は欠損値を受け付けません',
  'a web page': 'ウェブページ',
  'above the declared maximum %s': '宣言された最大値 {0} を超えています',
  'an SQLite database': 'SQLite データベース',
  'an old Excel workbook (.xls) or one with a password': '古い Excel ブック（.xls）またはパスワード付きのブック',
  'another training is running': '別の学習が進行中です',
  'another training of this owner began meanwhile, so the rows must be compared once more':
    'その間にこのデータ提供者の別の学習が始まったため、行をもう一度照合する必要があります',
  'below the declared minimum %s': '宣言された最小値 {0} を下回っています',
  'bounds.weight is %d; in a circle it is at most %d': 'bounds.weight は {0} です。サークルでは最大 {1} です',
  'column %s: %s': '列 {0}: {1}',
  'column %s: every row has the same value': '列 {0}: すべての行が同じ値です',
  'column %s: missing in %d rows, so no cost is computed': '列 {0}: {1}行で値が欠けているため、コストは計算されません',
  'compressed (.gz)': '圧縮ファイル（.gz）',
  'decimal commas and decimal points are mixed in this file': 'このファイルでは、小数のコンマと小数点が混在しています',
  'every row has one cell more than the header has names: the first is taken as the name of the row and not read':
    '各行のセルが見出しの名前より一つ多いため、最初のセルを行の名前とみなし、読み取りません',
  'exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only':
    '共有された重みでの正確な合計では、依頼者が個々の行を読めます。このデータ提供者はサークルでだけ参加します',
  "failed to check the model owner's key: %s": '依頼者の鍵を検査できませんでした: {0}',
  'failed to compute round %d: %s': 'ラウンド {0} を計算できませんでした: {1}',
  'failed to keep for whom this owner vouches: %s': '誰の身元を保証しているかを保存できませんでした: {0}',
  'failed to open ledger: %s': '記録簿を開けませんでした: {0}',
  'failed to prove the bit budget: %s': 'ビット数を証明できませんでした: {0}',
  'failed to reach the facilitator: %s': '仲介者に接続できませんでした: {0}',
  'failed to read rows again: %s': '行を読み直せませんでした: {0}',
  'failed to read rows: %s': '行を読み取れませんでした: {0}',
  'failed to read training file: %s': '学習ファイルを読み取れませんでした: {0}',
  'failed to sum rows: %s': '行を合計できませんでした: {0}',
  'failed to time a round: %s': 'ラウンドの所要時間を測れませんでした: {0}',
  'failed to verify manifest: %s': 'マニフェストを検証できませんでした: {0}',
  'failed to write vault: %s': '保管庫に書き込めませんでした: {0}',
  'incorrect training key: the training file does not open with this link':
    '学習の鍵が違います。このリンクでは学習ファイルを開けません',
  'invalid charge: the training is exact': '計上が無効です。この学習にはノイズがありません',
  'invalid ledger entry: a field is out of range': '記録簿の項目が無効です。範囲外の欄があります',
  'invalid limit: must be a number from 0 to 1e6': '上限が無効です。0 から 1e6 までの数でなければなりません',
  'invalid link: must not hold a user name or password':
    'リンクが無効です。ユーザー名やパスワードを含めることはできません',
  'invalid link: the part after # must begin with "2." or "2c."; it may come from another version':
    'リンクが無効です。# の後は「2.」または「2c.」で始まらなければなりません。別の版のものかもしれません',
  'invalid log: it is shorter than was seen before, or differs from it':
    'ログが無効です。以前に見たものより短いか、それと異なります',
  'invalid manifest: cohort rules differ from the training file':
    'マニフェストが無効です。人数の規則が学習ファイルと異なります',
  'invalid manifest: consent does not follow from the training file':
    'マニフェストが無効です。同意の内容が学習ファイルから導かれません',
  'invalid manifest: its fingerprint is not the one in the link':
    'マニフェストが無効です。フィンガープリントがリンクのものと違います',
  'invalid manifest: limits.rounds does not follow from the training file':
    'マニフェストが無効です。limits.rounds が学習ファイルから導かれません',
  'invalid manifest: masking differs from the training file':
    'マニフェストが無効です。マスクの方法が学習ファイルと異なります',
  'invalid manifest: noise does not follow from the training file':
    'マニフェストが無効です。ノイズが学習ファイルから導かれません',
  'invalid manifest: rounds do not follow from the training file':
    'マニフェストが無効です。ラウンドが学習ファイルから導かれません',
  'invalid manifest: the key must have %d bits, as in the training file':
    'マニフェストが無効です。鍵は学習ファイルのとおり{0}ビットでなければなりません',
  'invalid manifest: trustees.batch differs from the training file':
    'マニフェストが無効です。trustees.batch が学習ファイルと異なります',
  'invalid manifest: weights differ from the training file': 'マニフェストが無効です。重みが学習ファイルと異なります',
  'invalid privacy ledger': 'プライバシーの記録簿が無効です',
  'invalid rows': '行が無効です',
  'invalid statement: the training uses no row of the file': '申告が無効です。この学習はファイルのどの行も使いません',
  'invalid vault: it was written by another version of Blindfit':
    '保管庫が無効です。別の版の Blindfit が書き込んだものです',
  'invalid weights of round %d: %s': 'ラウンド {0} の重みが無効です: {1}',
  'invalid weights of round %d: the scale of columns, what replaces missing values, or the variance between data owners is not that of the rounds before':
    'ラウンド {0} の重みが無効です。列の尺度、欠損値を補うもの、またはデータ提供者間の分散が、以前のラウンドと異なります',
  'its numbers can be read in two ways: say whether the %s is a decimal sign or stands between thousands': (mark) =>
    `数が二通りに読めます。${mark === 'comma' ? 'コンマ' : '点'}が小数点なのか桁区切りなのかを指定してください`,
  'malformed arguments of %s': '{0} の引数の形式が不正です',
  'malformed code: a letter or digit is wrong; compare it with what you were sent':
    'コードの形式が不正です。文字または数字が間違っています。送られてきたものと見比べてください',
  'malformed code: must have 20 letters and digits, such as five groups of four':
    'コードの形式が不正です。英字と数字が20文字必要です（例: 4文字ずつ5組）',
  'malformed ledger': '記録簿の形式が不正です',
  'malformed link: a character is wrong; copy it again':
    'リンクの形式が不正です。間違った文字があります。コピーし直してください',
  'malformed link: must begin with http:// or https:// and a host':
    'リンクの形式が不正です。http:// または https:// とホスト名で始まらなければなりません',
  'malformed link: the part after # is missing; copy the whole link':
    'リンクの形式が不正です。# の後がありません。リンク全体をコピーしてください',
  'malformed link: the part after # must have %d characters; it seems cut or altered':
    'リンクの形式が不正です。# の後は{0}文字でなければなりません。途中で切れたか、書き換えられたようです',
  'malformed master secret': '主秘密の形式が不正です',
  'malformed vault entry of training %s': '学習 {0} の保管庫の項目の形式が不正です',
  'members[%d] of the roster is a data owner already in it': '名簿の members[{0}] は、すでに載っているデータ提供者です',
  'more rows than this training accepts (%d)': 'この学習が受け付けるより行が多すぎます（{0}）',
  'most values are outside the declared range': 'ほとんどの値が宣言された範囲の外にあります',
  'must be a whole number': '整数でなければなりません',
  'no training is open': '開いている学習がありません',
  'no usable rows': '使える行がありません',
  'not UTF-8 text: save the file as UTF-8': 'UTF-8 のテキストではありません。ファイルを UTF-8 で保存してください',
  'not a number': '数ではありません',
  'not a number: a date': '数ではありません: 日付',
  'not a number: a fraction': '数ではありません: 分数',
  "not a number: a spreadsheet's error": '数ではありません: 表計算のエラー値',
  'not a number: a time of day': '数ではありません: 時刻',
  'not a number: a word': '数ではありません: 語',
  'not a number: infinite': '数ではありません: 無限大',
  'not a number: it has a currency sign': '数ではありません: 通貨記号が付いています',
  'not a number: it has a per cent sign': '数ではありません: パーセント記号が付いています',
  'not a number: it has a sign such as < in front': '数ではありません: 前に < のような記号があります',
  'not a number: it has brackets, which may mean a minus': '数ではありません: 括弧があります（負号かもしれません）',
  'not a number: it has letters, such as those of a unit': '数ではありません: 単位などの文字が付いています',
  'not a number: its commas, points or spaces are neither one decimal sign nor between thousands':
    '数ではありません: コンマ、点、空白が、一つの小数点でも桁区切りでもありません',
  'not a number: too large': '数ではありません: 大きすぎます',
  'not one of the declared levels': '宣言された水準のどれでもありません',
  'not one of the declared levels (one differs only in upper and lower case)':
    '宣言された水準のどれでもありません（大文字と小文字だけが違うものがあります）',
  'nothing was sent in attempt %d of round %d': 'ラウンド {1} の{0}回目の試行では何も送信されていません',
  'only another data owner of this training can be vouched for':
    '身元を保証できるのは、この学習のほかのデータ提供者だけです',
  'row %d: a quote is opened and never closed': '{0}行目: 始まった引用符が閉じられていません',
  'row has %d cells, the header has %d names': '行のセルは{0}個、見出しの名前は{1}個です',
  'row has %s, the header has %s': '行は{0}、見出しは{1}です',
  'rows cannot change while a training runs': '学習の進行中は行を変えられません',
  'the facilitator does not know this training: %s': '仲介者はこの学習を知りません: {0}',
  'the facilitator holds a later message of this data owner: %s':
    '仲介者は、このデータ提供者のより新しいメッセージを持っています: {0}',
  'the facilitator refused: %s': '仲介者が拒否しました: {0}',
  'the file has no such column': 'ファイルにこの列がありません',
  'the file has no such column (is it %s?)': 'ファイルにこの列がありません（{0} のことですか？）',
  'the file has this column twice': 'ファイルにこの列が二つあります',
  'save it as CSV (in R: write.csv(TABLE, "rows.csv", row.names = FALSE))':
    'CSV として保存してください（R では write.csv(TABLE, "rows.csv", row.names = FALSE)）',
  'save it as CSV (in SAS: proc export dbms=csv; in R: write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE))':
    'CSV として保存してください（SAS では proc export dbms=csv、R では write.csv(haven::read_sas(FILE), "rows.csv", row.names = FALSE)）',
  'save it as CSV (in SPSS: File, Save As, CSV; in R: write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE))':
    'CSV として保存してください（SPSS では ファイル、名前を付けて保存、CSV、R では write.csv(haven::read_sav(FILE), "rows.csv", row.names = FALSE)）',
  'save it as CSV (in Stata: export delimited rows.csv; in R: write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE))':
    'CSV として保存してください（Stata では export delimited rows.csv、R では write.csv(haven::read_dta(FILE), "rows.csv", row.names = FALSE)）',
  'unpack it and choose the file within (a file of R is saved by write.csv(TABLE, "rows.csv", row.names = FALSE))':
    '展開して中のファイルを選んでください（R のファイルは write.csv(TABLE, "rows.csv", row.names = FALSE) で保存できます）',
  'save it as .xlsx': '.xlsx として保存してください',
  'save the table as CSV': '表を CSV として保存してください',
  'save the table as CSV, or take part with the program dataowner, which reads it':
    '表を CSV として保存するか、このファイルを読めるプログラム dataowner で参加してください',
  'an Excel workbook in XML of 2003': '2003 年の XML 形式の Excel ブック',
  'the file is %s: %s': 'このファイルは{0}です。{1}',
  'the file is a binary Excel workbook (.xlsb)': 'このファイルはバイナリ形式の Excel ブック（.xlsb）です',
  'the file is UTF-16 text: save it as CSV in UTF-8':
    'このファイルは UTF-16 のテキストです。UTF-8 の CSV として保存してください',
  'the file is empty': 'ファイルが空です',
  'the file is not UTF-8 text: save it as CSV in UTF-8':
    'このファイルは UTF-8 のテキストではありません。UTF-8 の CSV として保存してください',
  'the file is not text: save it as CSV in UTF-8':
    'このファイルはテキストではありません。UTF-8 の CSV として保存してください',
  'the file lacks a column of this training': 'ファイルにこの学習の列が足りません',
  'the file must be at most %d MB': 'ファイルは最大 {0} MB です',
  'the first row looks like values, not names: put the names of the columns above it':
    '最初の行は名前ではなく値のようです。列の名前をその上に置いてください',
  'the ledger has a different number of lines': '記録簿の行数が異なります',
  'the ledger was changed meanwhile': 'その間に記録簿が変更されました',
  'the ledger was replaced while it was open': '開いている間に記録簿が置き換えられました',
  'the lines end in carriage returns alone: save the file with LF or CRLF line ends':
    '行末が CR だけです。行末を LF または CRLF にしてファイルを保存してください',
  'the model owner admitted no data owner in time; expected are %s':
    '依頼者は時間内にデータ提供者を受け入れませんでした。予定されていたのは {0} です',
  'the model owner did not admit this data owner': '依頼者はこのデータ提供者を受け入れませんでした',
  'the model owner rejected %d attempts at round %d; this owner takes no further part in it':
    '依頼者がラウンド {1} の試行を{0}回却下したため、このデータ提供者は以後そのラウンドに参加しません',
  'row %d has words above numbers, such as units, and is not read':
    '{0}行目は数値の上に単位などの語があるため、読み取りません',
  'the names of the columns are in row %d; what is above is not read':
    '列の名前は{0}行目にあります。それより上は読み取りません',
  'the privacy budget is spent': 'プライバシー予算は使い切られました',
  'the roster is not the circle: missing %s; not in the circle %s':
    '名簿がサークルと一致しません: 足りないのは {0}、サークル外は {1}',
  'the round has had as many lists of owners as it may have':
    'このラウンドでは、データ提供者の名簿が許される数に達しました',
  'the row of the names is one cell: no comma, semicolon, tab or | is between names':
    '名前の行が一つのセルになっています。名前の間にコンマ、セミコロン、タブ、| がありません',
  'the rows are not those that were stated for this training': '行がこの学習に申告されたものと違います',
  'the rows must be compared once more': '行をもう一度照合する必要があります',
  'the sum would be over %d data owners; this owner takes part with at least %d':
    '合計に含まれるのはデータ提供者{0}名です。このデータ提供者は少なくとも{1}名で参加します',
  'the training goes on without this data owner: it was revoked, or did not state its rows in time':
    '学習はこのデータ提供者抜きで続きます。除外されたか、時間内に行を申告しませんでした',
  'the training takes no more data owners: %s (%s)': 'この学習はこれ以上データ提供者を受け付けません: {0}（{1}）',
  "the training's key was met in another training": 'この学習の鍵は別の学習で使われていました',
  "the trustees' accepts are not those that this data owner contributed under before":
    '受託者の承諾が、このデータ提供者が以前に提供したときのものと違います',
  'the values fill less than 2 % of the declared range': '値が宣言された範囲の 2 % 未満にしか広がっていません',
  'the vault belongs to another owner than the backup': '保管庫は、バックアップとは別のデータ提供者のものです',
  'there are no rows to contribute': '提供する行がありません',
  'this browser does not know that training': 'このブラウザーはその学習を知りません',
  'this data owner has contributed nothing to the training': 'このデータ提供者は、この学習に何も提供していません',
  'this ledger was handed over to another machine': 'この記録簿は別の端末に引き継がれました',
  'this link needs the code that you were sent': 'このリンクには、あなたに送られたコードが必要です',
  'this owner does not upload in this training': 'このデータ提供者は、この学習で何も送信しません',
  "this owner's limit of ε would be passed": 'このデータ提供者の ε の上限を超えます',
  'this training is already running': 'この学習はすでに進行中です',
  'this training needs a yes of yours: %s': 'この学習にはあなたの承諾が必要です: {0}',
  'this training was stated before': 'この学習については、すでに申告されています',
  'trustee %d of the training (%s) is none of those that you named':
    '学習の受託者 {0}（{1}）は、あなたが指定した受託者のどれでもありません',
  'unknown command %s': '不明なコマンド {0}',
  'very many requests come from your network address; trying again in %d seconds':
    'あなたのネットワークアドレスから非常に多くのリクエストが来ています。{0}秒後にもう一度試します',
  'you do not vouch for every data owner of the circle: not vouched for are %s; vouched for and not admitted are %s':
    'サークルの全データ提供者の身元を保証していません: 保証されていないのは {0}、保証されていて受け入れられていないのは {1}',
  'the file is an archive or a document, and no workbook':
    'このファイルはアーカイブまたは文書であり、ブックではありません',
  'Unpack it, or save the table as .xlsx or CSV.': '展開するか、表を .xlsx または CSV として保存してください。',
  'the file is an old Excel workbook (.xls)': 'このファイルは古い Excel ブック（.xls）です',
  'Save it as .xlsx and choose it again.': '.xlsx として保存し、選び直してください。',
  'the workbook is broken': 'ブックが壊れています',
  'Open it in a spreadsheet program and save it again.': '表計算ソフトで開いて、保存し直してください。',
  'the workbook has a password': 'ブックにパスワードが付いています',
  'Take the password off in your spreadsheet program and save it again.':
    '表計算ソフトでパスワードを外して、保存し直してください。',
  'the file unpacks to more than 512 MB': 'ファイルは展開すると 512 MB を超えます',
  'Save the table as CSV in UTF-8.': '表を UTF-8 の CSV として保存してください。',
  'sheet %s has %d formulas without a value': 'シート {0} には値のない数式が{1}個あります',
  'Open it in a spreadsheet program and save it again, so that it holds the values.':
    '値が含まれるように、表計算ソフトで開いて保存し直してください。',
  'no sheet holds a table': '表のあるシートがありません',
  'sheet %s holds no table': 'シート {0} に表がありません',
  'Put the names of the columns in one row and the values below it.':
    '列の名前を一つの行に置き、値をその下に置いてください。',
  '%d rows': '{0}行',
  '%d rows stand alone': '孤立した行が{0}行あります',
  '%s: a sum, or the difference of two, would tell of one or two of them alone.':
    '{0}。合計、または二つの合計の差から、そのうちの1行か2行だけのことが分かります。',
  '1 row': '1行',
  '1 row stands alone': '孤立した行が1行あります',
  'A sum, or the difference of two, would be over %s of yours; at least %d are asked for.':
    '合計、または二つの合計の差に含まれるあなたの行が{0}になります。求められるのは少なくとも{1}行です。',
  'A training that adjusts for its data owners can do without such a column: with "site": "fixed" your means stay with you.':
    'データ提供者を考慮する学習なら、そのような列は不要です。"site": "fixed" とすれば、あなたの平均は手元に残ります。',
  "If it departs from the method it can read single rows of somebody among you; with another member's help it learns whose.":
    '手順から外れれば、あなたがたのうちの誰かの個々の行を読めます。別のメンバーの助けがあれば、それが誰のものかも分かります。',
  "Its cluster errors are made of products of each member's own sums: where you are few, or with another member's help, it can tell the sums of one of you.":
    'データ提供者ごとの誤差は、各メンバー自身の合計の積からできています。人数が少ない場合や、別のメンバーの助けがあれば、一人の合計を見分けられます。',
  'See line %d: %s.': '{0}行目を参照: {1}。',
  'See lines %d and %d: %s.': '{0}行目と{1}行目を参照: {2}。',
  'The model owner sees sums over all of you in each round.': '依頼者には、各ラウンドで全員についての合計が見えます。',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: none of its rows is in the file.':
    'このファイルの人たちは、あなたが{2}に提供した合計 {1} の{0}名とは別の人たちです。その合計のどの行もファイルにありません。',
  'The people in this file are others than the %d of %s, a sum that you gave on %s: the file lacks a column of it.':
    'このファイルの人たちは、あなたが{2}に提供した合計 {1} の{0}名とは別の人たちです。ファイルにその合計の列が足りません。',
  'The people in this file were in none of the sums that it may lack.':
    'このファイルの人たちは、記録から欠けているかもしれないどの合計にも含まれていません。',
  'The sums of this training have no noise, so no ε bounds what they disclose.':
    'この学習の合計にはノイズがないため、明らかになることを抑える ε はありません。',
  'With this training it may be %s.': 'この学習を含めると {0} になる可能性があります。',
  'You limit what trainings disclose of you to ε = %s.':
    'あなたは、学習があなたについて明らかにすることを ε = {0} までに制限しています。',
  'Your account of what you gave lost lines by %s.': 'あなたが提供したものの記録は、{0}までに行を失いました。',
  "Your rows have one value only in %s: the sums then tell your part from the others'.":
    'あなたの行は {0} について一つの値しかありません。そのため、合計からあなたの分がほかの提供者のものと区別されます。',
  'it has as many as it takes': '受け付ける人数に達しました',
  'it has begun, or is over': 'すでに始まったか、終わっています',
};

export const codes: Codes = {
  link: 'リンクが不完全か、書き換えられています。',
  code: 'コードがこのリンクに合いません。',
  unreachable: '仲介者に接続できません。',
  manifest: '仲介者は、このリンクが示す学習を配信していません。',
  key: 'この学習の鍵は安全ではありません。',
  training_file: 'この学習は、このページにできないことを求めています。',
  rows: '行がこの学習に合いません。',
  cohort: 'この学習のデータ提供者が規則に合いません。',
  agree: 'この学習には、まだ得られていないあなたの承諾が必要です。',
  not_admitted: '依頼者はあなたを受け入れませんでした。',
  ledger: '依頼者のログが以前に見たものと一致しません。',
  privacy: 'あるラウンドで、あなたが許す以上のことがあなたについて明らかになります。',
  pinned: 'この学習は、あなたが固定した以上のことを求めています。',
  protocol: '正直な参加者なら送らないメッセージが届きました。',
  unsupported: 'この学習には新しい版の Blindfit が必要です。',
  ended: 'この学習は終わっています。',
  command: '今はそれができません。',
  vault: 'このブラウザーの記録は使えません。',
  internal: 'プログラムの内部で問題が起きました。',
};

const { sentence, told } = speaker(sentences, codes, stop, count);

// --- ページ自体、リンク、招待: ファイルを選ぶ前に読むもの。

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
  ...en.names.kinds,
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

// --- 誰が、何のために頼んでいるか。また、データ保護の担当者のための書面。

const fields: typeof en.asking.fields = [
  ['contact', '問い合わせ先'],
  ['closing', '参加できる最終日'],
  ['return', 'あなたが得るもの'],
  ['approval', '承認機関'],
  ['approval_number', '承認番号'],
  ['legal_basis', '法的根拠'],
  ['controller', '個人情報の管理者'],
  ['retention', '結果の保存期間'],
];

export const asking: typeof en.asking = {
  title: '依頼しているのは誰か',
  own: '依頼者自身の言葉です。誰も確認していません。先方の知っている人と、下の単語を照らし合わせてください。',
  nothing: '依頼者は自らについて何も述べていません。参加する前に、誰であるか、結果が何に使われるかを尋ねてください。',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: '詳しく見る',
  links: '関連ページ',
  logo: '依頼者が用いるロゴ',
  calendar: '最終日をカレンダーに追加',
  event: (training) => `参加できる最終日: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'データ保護に関する書面',
  open: 'データ保護の責任者の方へ',
  print: 'この書面を印刷',
  purpose: '利用目的',
  asker: '依頼者',
  notSaid: '記載なし',
  training: '学習',
  fingerprint: '署名された説明書のフィンガープリント',
  columns: '読み取られる列',
  measures: '保護の措置',
  measure: (i) => [
    `合計は、依頼者だけが開ける${i.keyBits}ビットのPaillier鍵で暗号化され、少なくとも${owners(i.cohort.min)}の合計としてしか開けないようにマスクされます。`,
    '行はブラウザーの中だけで読み取られます。すべてのメッセージは署名され、送り出されたものはすべて控えに記載されます。',
    ...(i.privacy
      ? [`ノイズにより、学習全体が ε = ${i.privacy.epsilon}、δ = ${i.privacy.delta} の範囲に収まります。`]
      : []),
  ],
  remaining: '残るリスク',
  remain: [
    '少ない行の合計は、それらの行について多くを明らかにします。',
    'ほかのデータ提供者がすべて架空であれば、合計はあなたの分だけになります。ほかの提供者と単語を照らし合わせてください。',
    'この端末、このブラウザー、このページが信頼できるものでなければなりません。',
  ],
  consent: '同意する文',
};

// --- ファイルが学習に合うかどうかと、読み方の変え方。

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

// --- 承諾が必要な質問と、提供したものの記録。

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
  undivided: (parts) =>
    `あなたの行は${parts}個に分けるには少なすぎるか、ある行がその中で孤立します。そのため誰の行も分けられず、モデルはそのような部分では評価されません。`,
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
    (g.folds > 0 ? `（${count(g.folds)}個に分けたものも）` : '') +
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

// --- 受託者のいる学習: フォーム、コード、一通のメッセージの後のこと、公開された結果。

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

// --- 進行中の学習: ラウンド、ほかのデータ提供者、送信されたすべてのバイト。

const phases: Record<AttemptPhase, string> = {
  ...en.names.phases,
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
  timeLeft: (ms) => stop(`この段階の残り時間は${duration(ms / 1000)}です`),
  workLeft: (seconds) => stop(`残りの計算は${duration(seconds)}です`),
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

// --- 学習での参加者の立場: 参加する前と、待っている間。

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'この学習は始まっています',
      lead: 'データ提供者はすでに確定していて、このブラウザーではあなたはその中にいません。参加済みの場合は、参加したときのブラウザーでリンクを開いてください。',
    },
    finished: {
      title: 'この学習は終わりました',
      lead: 'これ以上データを受け付けません。次の学習があるかどうかを、リンクの送り主に尋ねてください。',
    },
    revoked: {
      title: 'このリンクは取り消されました',
      lead: '依頼者はこのリンクをもう受け付けません。まだ参加したい場合は、送り主に新しいリンクを頼んでください。',
    },
    late: {
      title: 'このリンクは期限切れです',
      lead: 'このリンクで参加できる最終日は過ぎました。別のリンクがあるかどうかを、送り主に尋ねてください。',
    },
    full: {
      title: 'この学習は満員です',
      lead: '参加枠はすべて埋まっています。枠が空くかどうかを、リンクの送り主に尋ねてください。',
    },
  },
  nothing: 'あなたの端末からは何も読み取られていません。',
  notes: {
    joined: {
      title: 'この学習に参加済みです',
      lead: '学習はまだ始まっていません。開始に立ち会えるように、ファイルをもう一度選び、このページを開いたままにしてください。それまでは別のファイルを選ぶこともできます。',
    },
    used: {
      title: 'このリンクではすでに誰かが参加しています',
      lead: 'リンクは一つにつきデータ提供者1名のものです。別のブラウザーで、または保存データが消去される前に、あなた自身が参加したのであれば、そのまま進んでください。接続している方が数えられます。そうでなければ、リンクの送り主に知らせ、自分用のリンクを頼んでください。',
    },
    twice: {
      title: '別のリンクで、すでにこの学習に参加しています',
      lead: 'データ提供者は一度だけ数えられます。このリンクは誰にも渡さず、不要であることを依頼者に知らせてください。',
    },
    unknown: {
      title: '依頼者はこのリンクを知りません',
      lead: '別の学習のために作られたリンクか、依頼者の記録がリンクより古いかのどちらかです。進む前に、新しいリンクを頼んでください。',
    },
  },
  waiting: {
    used: {
      title: '別のブラウザーがこの参加枠を使っています',
      lead: '同じリンクで別の接続があり、数えられるのは一方だけです。あなた自身であれば、もう一方のページを閉じてください。そうでなければ、依頼者に知らせ、自分用のリンクを頼んでください。',
    },
    twice: {
      title: 'すでにこの学習に参加しています',
      lead: '別のリンクでも参加していて、数えられるのは一度だけです。ここでは退出してかまいません。',
    },
    revoked: {
      title: '参加を認められていません',
      lead: '依頼者があなたのリンクを取り消しました。理由を依頼者に尋ねてください。あなたの行の内容は何も送られていません。',
    },
    unknown: {
      title: '参加を認められていません',
      lead: '依頼者は、あなたが使ったリンクを知りません。新しいリンクを依頼者に頼んでください。あなたの行の内容は何も送られていません。',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `${owners(start)}のうち${count(admitted)}名が認められました。全員がそろうと学習が始まります。`
      : `${owners(admitted)}が認められました。依頼者が学習を開始します。`) +
    (others > 0 ? `ほかに${count(others)}名が参加していますが、数えられません。` : ''),
  notLooked: '依頼者は、誰を認めるかをまだ確認していません。',
  reconsider: '別のファイルを選ぶ',
  keep: 'ページが再び読み込まれたら自動的に続ける',
  keepHint:
    '行そのものではなく行の合計だけが、学習が終わるまでこのブラウザーに残ります。どのスクリプトも取り出せない鍵で暗号化され、最後に消去されます。',
  cancel: '確認を中止',
  loading: 'ページのプログラムを読み込んでいます（約 1.6 MB、一度だけ）。回線が遅いようです。',
};

// --- 学習またはページの終わりと、問題への助言。

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

export { bytes, day, sentence, told };
