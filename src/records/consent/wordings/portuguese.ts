import type { Language } from './wording.js';

export const portuguese: Language = {
  spellings: {
    mensagens: ['mensagem', 'mensagen', 'menssagem', 'menssagens', 'msgens'],
    nao: ['naum'],
    voces: ['vcs'],
    favor: ['favo'],
  },
  smallTalk: [
    'por favor',
    'pf/pfv/pfvr/oi/ola/obrigado/obrigada/nao/sim/agora/ja/senhor/senhora/desculpe/desculpa/imediatamente/favor/chega/mais',
    'bom dia',
    'boa tarde/noite',
    'quem e/es (voce/tu)',
    'nao te/o conheco',
  ],
  wordings: [
    {
      certainty: 'certain',
      where: 'anywhere',
      aboutTexts: true,
      phrases: [
        'pare/parem/para/deixe/deixem de (me) mandar/enviar/escrever/contatar/contactar (me) (mais/essas/estas/tantas) (mensagens/sms/textos)',
        'pare/parem/para com as/essas/estas mensagens/sms',
        'nao (me) mande/mandem/manda/envie/enviem/mandar/enviar (me) (mais) (essas/estas/tantas) mensagens/sms/textos',
        'nao me mande/mandem/manda/envie/enviem mais (nada)',
        'nao me escreva/escrevam/contate/contatem/contacte/contactem/chame (mais)',
        'nao quero (mais) (receber) (mais/essas/estas/suas/as) mensagens/sms/textos',
        'nao quero (mais) ser contatado/contatada/contactado/contactada',
        'chega de mensagens/sms',
        'sem mais mensagens/sms',
        'nao mais mensagens/sms',
        'tira/tire/tirem/retire/retirem/remova/remover/remove/removam/exclua/excluir/apague (me/o) (meu/numero) (numero/nome/telefone/contato) da/de/desta/dessa (sua/lista/vossa/listas) (lista)',
        'remova/remove/exclua/excluir/apague/apaga/tire/tira/retire (o) meu numero/telefone/contato',
        'me tira/tire/tirem/remova/removam/retire/exclua (da/dessa/desta/de) (sua/lista) (lista)',
        'cancelar/cancele/cancelem (a/minha) (minha) inscricao/assinatura das/de mensagens/sms',
      ],
    },
    {
      certainty: 'certain',
      where: 'anywhere',
      phrases: [
        'me deixe/deixa/deixem em paz',
        'deixe/deixa/deixem me em paz',
        'pare/parem/para de me incomodar/perturbar/encher',
        'nao me incomode/incomodem/perturbe (mais)',
      ],
    },
    {
      certainty: 'certain',
      where: 'anywhere',
      wrongNumber: true,
      phrases: [
        'voce/voces (esta/estao/ligou/mandou) (com/para) (o) numero errado',
        'numero errado amigo/moco/moca',
        'voce se enganou de/no numero',
      ],
    },
    {
      certainty: 'certain',
      where: 'sentence',
      aboutTexts: true,
      phrases: [
        'descadastrar/descadastre/descadastra (me)',
        'me descadastre/descadastra',
        'quero sair da lista',
      ],
    },
    {
      certainty: 'certain',
      where: 'sentence',
      wrongNumber: true,
      phrases: [
        '(e/foi) (o) numero errado',
        'numero errado',
        'pessoa errada',
        'foi engano',
        'nao conheco ninguem com esse nome',
        'nao tem ninguem com esse nome (aqui)',
      ],
    },
    {
      certainty: 'certain',
      where: 'text',
      phrases: ['pare/parem/parar/sair', 'pare por favor', 'por favor pare'],
    },
    {
      certainty: 'doubtful',
      where: 'sentence',
      phrases: [
        'pare/parem (com) (isso)',
        'ja chega',
        'nao tenho/temos interesse',
        'sem interesse',
        'nao estou interessado/interessada',
        'nao me interessa',
        'engano',
        'como (eu) faco para sair da lista',
      ],
    },
    {
      certainty: 'doubtful',
      where: 'text',
      phrases: ['para/cancelar/cancele/cancela/chega/encerrar/remover'],
    },
    {
      certainty: 'none',
      where: 'anywhere',
      phrases: [
        'nao pare/parem/para/deixe (de)',
        'este/esse/isso e o numero errado',
        'nao mande/mandem/envie mensagens para/no',
        'se/porque voce nao me mande/escreva/contate',
        'nao me mande/envie mais o/a/os/as/um/uma',
      ],
    },
  ],
};
