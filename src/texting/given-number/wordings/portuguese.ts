import type { NumberWordings } from './wording.js';

const phone = 'telefone/celular/cel/telemovel/tlm/whatsapp/whats/zap/fone/tel';
const at = `(no/em/para/pelo/ao/o) (o/meu/este/numero) (numero/${phone})`;

export const portuguese: NumberWordings = {
  own: [
    `me liga/ligue/liguem/chama/chame/chamem/contate/contacte/ligar/chamar/contatar/contactar/escrever (no) (whats/zap/whatsapp) ${at} N`,
    `me mande/manda/mandem/envie/envia/enviem/escreva/escrevam/mandar/enviar (uma/um) (mensagem/sms/whatsapp/zap) ${at} N`,
    `ligue/liguem/contacte/contactem/escreva/escrevam/ligar/contactar/escrever me ${at} N`,
    `envie/enviem/mande/mandem/enviar/mandar me (uma/um) (mensagem/sms/whatsapp) ${at} N`,
    `meu (novo) ${phone} (novo/pessoal) (e) (o/agora) N`,
    `meu (novo) numero de ${phone}/contato/contacto (e) (o/agora) N`,
    `N e (o) meu (novo) (numero/${phone})`,
    `(entre/entra/entrem) (em) contato/fale/falem/falar comigo ${at} N`,
    'N (por) (favor) me liga/ligue/chama/chame',
  ],
  ownNumber: [
    'meu (novo) numero (novo/correto/certo) (e) (agora/o) N',
    'meu numero mudou (agora/para) (e) (agora/o) N',
    'o meu e (o) N',
    'mudei de numero (agora) (e) (o) N',
    '(o) correto e (o) N',
    'numero correto/certo e (o) N',
  ],
  labels: [
    `(segue) (meu/e/ou) ${phone}/contato/contacto (numero/e) (e) N`,
    `(pode/podem) chama/ligar/chamar (no/para/pelo) (zap/whats) N`,
    '(entre/entra/entrem) em contato no/pelo/com N',
  ],
  fillers: `oi ola sim ok nao obrigado obrigada por favor e o meu numero telefone celular cel telemovel whatsapp zap no para aqui esta ou depois
    antes das pode bom dia boa tarde noite desculpa agora com certeza ser segue ta beleza opa manha bom`,
  things: `pedido encomenda fatura nota fiscal caso conta chamado protocolo bilhete rastreio rastreamento referencia reserva confirmacao
    transacao pagamento recibo apolice sinistro cliente serie modelo peca artigo produto codigo senha cep cpf cnpj rg passaporte cartao contrato
    orcamento matricula custa voo preco custo valor reais data endereco`,
  people: `chefe esposa esposo mulher marido mae pai irmao irma filho filha amigo amiga colega vizinho vizinha namorado namorada alguem ele ela
    eles elas dele dela deles delas seu sua seus suas teu tua vosso empresa escritorio loja
    ligou recebi ligacao quem`,
  negations: 'nao nunca jamais errado antigo velho',
  reports: 'disse diz dizendo falou escreveu golpe',
  asks: [
    `(seu/teu/um/o) (melhor) (numero) (de) ${phone}`,
    'numero de contato/contacto',
    'seu/teu numero',
    'qual (e) (o) numero',
    'como podemos (te/lhe) contatar/contactar/ligar/falar',
  ],
  askingWords: `qual pode poderia podes favor deixe informe digite insira escreva envie precisamos compartilhe partilhe diga`,
};
