/** プログラムが報告する文。 */
import { speaker, type Codes, type Sentences } from '../say';
import { count, sentence as stop } from './words';

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

export const { sentence, told } = speaker(sentences, codes, stop, count);
