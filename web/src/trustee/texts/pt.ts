/** As frases da página do fiduciário. */
import type { Texts } from '.';

export const trustee: Texts['trustee'] = {
  promise: 'Sua chave fica neste dispositivo.',
  title: 'Ser fiduciário',
  lead: 'As contribuições a um treinamento só se abrem se cada um de seus fiduciários liberar a sua parte. Aqui você guarda uma dessas partes, com uma chave em um arquivo seu. Você não vê dados, nem somas, nem modelos.',
  served:
    'Esta página vem do intermediário. Se ele a alterasse, poderia tomar a sua chave: compare-a com uma versão publicada, ou abra em vez dela o arquivo blindfit-trustee.html de uma versão publicada.',
  openTitle: 'Abrir o seu arquivo de chave',
  file: 'Arquivo de chave (o mais recente)',
  passphrase: 'Frase secreta',
  facilitator: 'Endereço do intermediário',
  open: 'Abrir',
  makeTitle: 'Ainda não tem chave?',
  makeLead:
    'A chave é criada neste navegador e guardada em um arquivo sob uma frase secreta. Nenhuma das duas sai deste dispositivo. Se você as perder, ninguém poderá ajudar.',
  fresh: (least) => `Nova frase secreta, de pelo menos ${least} caracteres`,
  again: 'A mesma frase secreta mais uma vez',
  differ: 'As duas não são iguais.',
  make: 'Criar uma chave',
  madeTitle: 'Salve o seu arquivo de chave',
  madeLead: (name) => `O arquivo ${name} foi criado. Salve-o onde você o encontre, e mais ninguém.`,
  saveFile: 'Salvar o arquivo',
  publish: 'Dê esta linha aos solicitantes e publique as palavras onde os detentores de dados olham: eles as comparam.',
  line: 'Sua linha',
  words: 'Suas palavras',
  openMade: 'Abra o arquivo que você salvou',
  newestTitle: 'Este é o seu arquivo mais recente?',
  newestLead:
    'Este navegador nunca usou esta chave, portanto não pode saber. Um arquivo mais antigo não deve ser usado: com ele se poderia responder duas vezes a um treinamento, o que exporia pessoas individuais. Procure outros arquivos desta chave; o número no nome cresce.',
  last: 'Última anotação',
  newestYes: 'Sim, é o mais recente',
  newestNo: 'Escolher outro arquivo',
  deskTitle: 'Treinamentos que nomeiam você',
  unreachable: 'Não é possível chegar ao intermediário agora. A página tenta de novo.',
  saveTitle: 'Salve primeiro o seu novo arquivo de chave',
  saveLead:
    'O que você aceitou está escrito no arquivo de chave. Nada é enviado antes que você o tenha salvado e mostrado aqui.',
  saveFirst: 'Salve',
  saveThen: 'Escolha o arquivo que você acabou de salvar',
  saveAfter: 'A partir daí só vale o arquivo novo. Guarde o antigo, se quiser, mas nunca mais o abra.',
  waitingTitle: 'Esperando por você',
  nothingWaits: 'Nada espera por você agora. A página olha a cada poucos segundos.',
  refusedTitle: 'Sem resposta',
  refusedLead:
    'Estes violam uma regra que você mantém. Você não precisa fazer nada; talvez o solicitante pergunte a respeito.',
  signedTitle: 'O que você assinou',
  nothingSigned: 'Nada ainda.',
  accepted: (day) => `aceito em ${day}`,
  released: (day, cells) => `liberado em ${day}, células: ${cells}`,
  answered: (struck) => `O encerramento está verificado. Contribuições que você risca: ${struck}.`,
  sent: 'Sua parte foi liberada.',
  leaveOpen: 'Você pode fechar esta página a qualquer momento. As contribuições esperam por você.',
  moveTitle: 'Mover esta chave para o programa trustee',
  moveLead:
    'A chave e o registro continuam em um programa, em uma máquina com uma pasta e uma segunda mídia. A página escreve uma última linha no arquivo de chave, que você salva; a partir daí esta página não assina mais nada com esta chave.',
  move: 'Mover a chave',
  askAccept: 'pede que você guarde uma parte de suas máscaras.',
  askRelease: 'está encerrado e pede a sua parte.',
  organisation: 'Organização',
  purpose: 'Finalidade',
  asker: 'Palavras do solicitante',
  training: 'Palavras do treinamento',
  model: 'Modelo',
  columns: 'Colunas',
  noise: 'Ruído',
  noiseOf: (epsilon, delta, unit) =>
    `ε = ${epsilon}, δ = ${delta}, para cada ${unit === 'owner' ? 'detentor de dados' : 'linha'}`,
  cells: 'Abertas juntas',
  cellsOf: (least) => `pelo menos ${least} contribuições`,
  contributions: 'Contribuições',
  contributionsOf: (all, struck) => `${all}, das quais riscadas: ${struck}`,
  closed: 'Tamanhos das células',
  meansAccept:
    'O solicitante é quem diz ser? As pessoas esperariam este uso de seus dados? Os números são grandes o bastante?',
  meansRelease: 'Você a libera uma única vez. Nenhum outro encerramento deste treinamento será respondido.',
  accept: 'Aceitar o treinamento',
  release: 'Liberar minha parte',
  stoppedTitle: 'Parado',
  restart: 'Recarregar a página',
  needed: 'O arquivo necessário:',
  problems: {
    passphrase: {
      text: 'Esta frase secreta não abre o arquivo.',
      way: 'Digite-a de novo, ou escolha outro arquivo.',
    },
    short: {
      text: 'A frase secreta é curta demais.',
      way: 'Use pelo menos 12 caracteres, por exemplo quatro palavras.',
    },
    malformed: {
      text: 'Este não é o arquivo de chave de um fiduciário, ou está danificado.',
      way: 'Escolha o arquivo que esta página criou. O nome dele começa com “trustee-” e termina em “.key”.',
    },
    program: {
      text: 'Este é o arquivo de chave do programa trustee. O registro dele está em outros arquivos, por isso não é usado aqui.',
      way: 'Continue com o programa, traga a chave para cá com “trustee move”, ou crie uma chave para esta página.',
    },
    stale: {
      text: 'Este arquivo é mais antigo do que aquilo que esta chave assinou. Com ele se poderia responder duas vezes a um treinamento, o que exporia pessoas individuais.',
      way: 'Escolha o arquivo mais recente. Se ele se perdeu, esta chave não assina mais nada: crie uma nova, publique suas palavras e avise os solicitantes dos treinamentos que você aceitou.',
    },
    apart: {
      text: 'Dois arquivos desta chave se separaram: este não é o último usado aqui.',
      way: 'Escolha o último arquivo usado. Se ele se perdeu, esta chave não assina mais nada: crie uma nova e avise os solicitantes dos treinamentos que você aceitou.',
    },
    not_saved: {
      text: 'Este não é o arquivo que devia ser salvo.',
      way: 'Salve o arquivo de novo e escolha exatamente esse.',
    },
    moved: {
      text: 'Esta chave foi movida para um programa. Os arquivos dela não assinam mais nada aqui.',
      way: 'Continue com o programa: “trustee move --back” recebe o último arquivo de chave salvo.',
    },
    gone: {
      text: 'Isto não espera mais por você, ou mudou nesse meio-tempo.',
      way: 'Leia o que é mostrado agora e decida de novo.',
    },
    memory: {
      text: 'Este navegador não guarda nada, portanto um arquivo mais antigo não seria notado. Nada foi enviado.',
      way: 'Saia da navegação privada, libere espaço ou use outro navegador; depois abra a página de novo.',
    },
    address: {
      text: 'Este não é o endereço de um intermediário.',
      way: 'Use o endereço do seu convite, por exemplo https://….',
    },
    internal: {
      text: 'A página não pode continuar.',
      way: 'Recarregue-a e abra o seu arquivo de chave mais recente.',
    },
    second_tab: {
      text: 'Esta chave está em uso em outra aba.',
      way: 'Continue lá, ou feche-a e abra o arquivo aqui de novo.',
    },
    fatal: {
      text: 'O programa da página parou.',
      way: 'Recarregue a página e abra o seu arquivo de chave mais recente.',
    },
  },
};
