/** Como está o lugar de uma pessoa em um treinamento: antes de entrar e enquanto espera. */
import type * as en from '../en';
import { count, form, owners, plural } from './words';

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Este treinamento já começou',
      lead: 'Os detentores de dados já estão definidos, e neste navegador você não é um deles. Se você já entrou, abra o link no navegador que usou para isso.',
    },
    finished: {
      title: 'Este treinamento acabou',
      lead: 'Ele não recebe mais dados. Pergunte a quem enviou o link a você se haverá outro.',
    },
    revoked: {
      title: 'Este link foi cancelado',
      lead: 'O solicitante não o aceita mais. Se você ainda quiser participar, peça um novo a quem o enviou.',
    },
    late: {
      title: 'Este link expirou',
      lead: 'O último dia para participar com ele já passou. Pergunte a quem o enviou se há outro.',
    },
    full: {
      title: 'Este treinamento está completo',
      lead: 'Todas as vagas já foram ocupadas. Pergunte a quem enviou o link a você se alguma ficará livre.',
    },
  },
  nothing: 'Nada foi lido do seu computador.',
  notes: {
    joined: {
      title: 'Você já entrou neste treinamento',
      lead: 'Ele ainda não começou. Escolha seu arquivo de novo e deixe esta página aberta, para estar presente quando ele começar. Até lá você também pode escolher outro arquivo.',
    },
    used: {
      title: 'Alguém já entrou com este link',
      lead: 'Cada link é para um único detentor de dados. Se foi você, em outro navegador ou antes de o armazenamento dele ser apagado, continue: vale o que está conectado. Se não, avise quem enviou o link a você e peça um só seu.',
    },
    twice: {
      title: 'Você já está neste treinamento, com outro link',
      lead: 'Cada detentor de dados conta uma só vez. Não passe este link a ninguém; avise o solicitante de que ele não é necessário.',
    },
    unknown: {
      title: 'O solicitante não conhece este link',
      lead: 'Ele foi feito para outro treinamento, ou os registros do solicitante são mais antigos que o link. Peça um novo antes de continuar.',
    },
  },
  waiting: {
    used: {
      title: 'Outro navegador ocupa este lugar',
      lead: 'Há outra pessoa conectada com o mesmo link, e só um de vocês conta. Se for você, feche a outra página. Se não, avise o solicitante e peça um link só seu.',
    },
    twice: {
      title: 'Você já está neste treinamento',
      lead: 'Você também entrou com outro link e conta uma só vez. Aqui você pode sair.',
    },
    revoked: {
      title: 'Sua participação não foi admitida',
      lead: 'O solicitante cancelou seu link. Pergunte a ele o motivo; nada das suas linhas foi enviado.',
    },
    unknown: {
      title: 'Sua participação não foi admitida',
      lead: 'O solicitante não conhece o link com que você chegou. Peça um novo a ele; nada das suas linhas foi enviado.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `Admitidos: ${count(admitted)} de ${owners(start)}. O treinamento começa quando todos estiverem aqui.`
      : `Admitidos: ${owners(admitted)}. O solicitante inicia o treinamento.`) +
    (others > 0
      ? ` ${form(others, 'Entrou', 'Entraram')} ainda ${plural(others, 'pessoa que não conta', 'pessoas que não contam')}.`
      : ''),
  notLooked: 'O solicitante ainda não verificou quem admite.',
  reconsider: 'Escolher outro arquivo',
  keep: 'Continuar automaticamente depois que a página for recarregada',
  keepHint:
    'Somas das suas linhas, nunca as linhas, ficam neste navegador até o treinamento terminar: cifradas com uma chave que nenhum script consegue extrair, e apagadas no final.',
  cancel: 'Parar a verificação',
  loading: 'O programa da página está sendo carregado: cerca de 1,6 MB, uma única vez. Sua conexão parece lenta.',
};
