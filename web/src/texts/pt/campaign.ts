/** Treinamentos com fiduciários: o formulário, o código, o que vem depois da única mensagem, e os resultados publicados. */
import type { Column } from '../../contract';
import { value } from '../../format';
import type * as en from '../en';
import { plural } from './words';

const unit = (c: Column): string => (c.unit ? ` ${c.unit}` : '');
const contributions = (n: number) => plural(n, 'contribuição', 'contribuições');

export const campaign: typeof en.campaign = {
  formTitle: 'Suas respostas',
  formLead:
    'Neste computador elas se tornam uma única mensagem cifrada. Ninguém pode lê-la sozinha; só se abrem somas de muitas pessoas.',
  rowTitle: 'Ou digite uma linha à mão',
  fileInstead: 'Ou traga um arquivo',
  range: (c) => (c.min == null || c.max == null ? '' : `de ${value(c.min)} a ${value(c.max)}${unit(c)}`),
  step: (c) => (c.step == null || c.step === 1 ? '' : `em passos de ${value(c.step)}${unit(c)}`),
  slider: (name) => `${name}, com um controle deslizante`,
  choose: 'Escolha uma opção',
  none: 'Sem resposta',
  optional: 'Você pode deixar em branco.',
  problems: {
    empty: 'Responda aqui, por favor.',
    number: 'Escreva um número, por exemplo 12.5.',
    whole: 'Escreva um número inteiro.',
    below: (c) => `Escreva um número que seja pelo menos ${value(c.min ?? 0)}${unit(c)}.`,
    above: (c) => `Escreva um número que seja no máximo ${value(c.max ?? 0)}${unit(c)}.`,
    step: (c) => `Escreva um múltiplo de ${value(c.step ?? 1)}${unit(c)}.`,
    level: 'Escolha uma das respostas.',
  },
  left: (n) => (n === 0 ? '' : n === 1 ? 'Falta uma resposta.' : `Faltam ${n} respostas.`),
  send: 'Contribuir',
  sendLead: 'Sai uma única mensagem; depois você pode fechar esta página.',

  codeTitle: 'Seu código',
  codeLead: 'Este treinamento precisa do código que foi enviado a você: vinte letras e algarismos.',
  code: 'Código',
  codeHint: 'Maiúsculas, minúsculas, espaços e hifens não fazem diferença.',
  codeOpen: 'Continuar',

  givenTitle: 'Você já pode fechar esta página',
  given: 'Sua contribuição chegou e está guardada.',
  opened: (i) =>
    i?.close
      ? `Ela será aberta junto com outras depois de ${i.close} (UTC)${i.putOff ? ' (data que foi adiada)' : ''}, ou antes se o solicitante encerrar o treinamento.`
      : 'Ela será aberta junto com outras quando o solicitante encerrar o treinamento.',
  together: (i) => (i?.batch ? `Somas de menos de ${contributions(i.batch)} nunca são abertas.` : ''),
  until:
    'Até lá você pode abrir o mesmo link neste navegador para corrigi-la ou retirá-la. Mais tarde, os resultados podem aparecer aqui.',
  correct: 'Corrigir',
  correctLead:
    'Suas respostas não ficam guardadas neste computador: dê todas outra vez. Só vale a última contribuição.',
  withdraw: 'Retirar',
  withdrawQuestion: 'Retirar sua contribuição? Ela não será contada.',
  notYet: 'ainda não aberta',
  withdrawnTitle: 'Retirada',
  withdrawn:
    'Sua contribuição não será contada. Enquanto o treinamento não for encerrado, você pode contribuir de novo.',
  again: 'Contribuir de novo',
  kept: 'É tarde demais para isso: a contribuição fica como estava.',

  resultsTitle: 'Resultados',
  resultsLead: (owners, made) => `De ${contributions(owners)}, publicados em ${made}.`,
  noise: 'Cada número contém ruído aleatório que protege cada pessoa.',
  hidden: (below) => `As contagens de 1 a ${below - 1}, e as que permitiriam deduzi-las, foram omitidas.`,
  rounded: (to) => `As contagens foram arredondadas para múltiplos de ${to}.`,
  signed: 'Assinado pelo solicitante',
  tables: { summary: 'Resumo', tests: 'Testes', coefficients: 'Modelo', fit: 'Qualidade do ajuste' },
  receipt: 'Com o que contribuí',
};
