/** 誰が、何のために頼んでいるか。また、データ保護の担当者のための書面。 */
import type * as en from '../en';
import { day, owners } from './words';

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
