/** Quem pede, para quê, e a ficha para quem responde pela proteção de dados. */
import type * as en from '../en';
import { day, owners } from './words';

const fields: typeof en.asking.fields = [
  ['contact', 'Contato'],
  ['closing', 'Último dia para participar'],
  ['return', 'O que você recebe'],
  ['approval', 'Aprovado por'],
  ['approval_number', 'Número da aprovação'],
  ['legal_basis', 'Base legal'],
  ['controller', 'Controlador'],
  ['retention', 'Por quanto tempo os resultados são guardados'],
];

export const asking: typeof en.asking = {
  title: 'Quem pede a você',
  own: 'Nas palavras do próprio solicitante. Ninguém as verificou; compare as palavras abaixo com alguém que você conheça lá.',
  nothing: 'O solicitante não diz nada sobre si. Pergunte quem é e para que serve o resultado antes de participar.',
  fields,
  value: (name, text) => (name === 'closing' ? day(text) : text),
  more: 'Saiba mais',
  links: 'Páginas sobre o assunto',
  logo: 'Logotipo que o solicitante usa',
  calendar: 'Adicionar o último dia à minha agenda',
  event: (training) => `Último dia para participar: ${training}`,
};

export const sheet: typeof en.sheet = {
  title: 'Ficha de proteção de dados',
  open: 'Para o encarregado da proteção de dados',
  print: 'Imprimir esta ficha',
  purpose: 'Finalidade',
  asker: 'Quem pede',
  notSaid: 'não informado',
  training: 'Treinamento',
  fingerprint: 'Impressão digital da descrição assinada',
  columns: 'Colunas que são lidas',
  measures: 'Proteção',
  measure: (i) => [
    `As somas são cifradas com uma chave de Paillier de ${i.keyBits} bits que só o solicitante pode abrir, e mascaradas de modo que só se abram como total de pelo menos ${owners(i.cohort.min)}.`,
    'As linhas são lidas apenas no navegador. Cada mensagem é assinada, e o comprovante lista tudo o que saiu.',
    ...(i.privacy
      ? [`O ruído mantém o treinamento inteiro dentro de ε = ${i.privacy.epsilon} e δ = ${i.privacy.delta}.`]
      : []),
  ],
  remaining: 'O que permanece',
  remain: [
    'Um total sobre poucas linhas revela muito sobre elas.',
    'Se todos os outros detentores de dados fossem inventados, um total seria apenas a sua parte. Compare as palavras com os outros.',
    'Este computador, este navegador e esta página precisam ser confiáveis.',
  ],
  consent: 'Frases com que se concorda',
};
