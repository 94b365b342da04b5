import type { NumberWordings } from './wording.js';

const phone = 'telefono/celular/cel/movil/whatsapp/whats/wa/fono/tel/tlf/telf/tfno';
const at = `(al/a/en/por/mi) (este/el/mi) (numero/${phone}) (numero)`;

export const spanish: NumberWordings = {
  own: [
    `llamame/llamenme/llamadme/escribidme/contactadme/llameme/llamarme/escribeme/escribanme/escribame/escribirme/textame/texteame/mensajeame/contactame/contactenme/contacteme/contactarme/marcame/marquenme/marqueme/localizarme/ubicarme (por) (favor/whatsapp/sms/mensaje) ${at} N`,
    `me puede/puedes/pueden/podeis/podrian/podria llamar/marcar/escribir/contactar/textear/localizar/ubicar/encontrar (por) (mensaje/sms/whatsapp) ${at} N`,
    `mandame/mandenme/mandeme/mandadme/enviame/envienme/envieme/enviadme/mandarme/enviarme (un/el/la) mensaje/sms/whatsapp/whats/texto/info/informacion ${at} N`,
    `me puede/puedes/pueden mandar/enviar (un) mensaje/sms/whatsapp ${at} N`,
    `mi (nuevo/propio) ${phone} (nuevo/personal/actual/correcto) (es/numero) (es/ahora/el) (el) N`,
    `mi (nuevo) numero de ${phone}/contacto (es/ahora) (es/ahora/el) (el) N`,
    `N (ese/este/que) (es) mi (numero/${phone}) (de) (${phone})`,
    `comunicate/comuniquense/comuniquese conmigo ${at} N`,
    `(que) me llamen/llame/escriban/escriba/contacten/contacte ${at} N`,
    `(mi) numero telefonico (es) (el) N`,
    'N (por) (favor) llamame/escribeme/contactame',
  ],
  ownNumber: [
    'mi (nuevo) numero (nuevo/actual/correcto/propio) (es) (ahora/el) N',
    'mi numero (ha) cambio/cambiado (ahora/y/al) (es) (ahora/el) N',
    'el mio es (el) N',
    'cambie de/mi numero (y) (ahora) (es/a) (ahora) (el) N',
    '(el) correcto es (el) N',
    'numero correcto es (el) N',
  ],
  labels: [
    `(mi/y/o) ${phone}/contacto (numero/es) (es) N`,
    '(por) favor (de) llamar/marcar/llamarme (al/a/el) N',
    'apunta/apunte (el) N',
  ],
  fillers: `hola si no ok vale claro por favor gracias es mi el la numero telefono celular cel movil whatsapp tel al a en este aqui tiene ahi va y
    o llamar escribir pueden despues antes de las buenas buenos dias tardes noches perdon ahora que supuesto con gusto ese sale muchas equivoque me`,
  things: `pedido orden factura caso cuenta boleto billete envio paquete seguimiento guia rastreo referencia reserva confirmacion
    transaccion pago recibo poliza reclamo socio cliente serie modelo pieza articulo producto codigo clave contrasena dni nif nie curp rfc cedula
    pasaporte documento tarjeta contrato presupuesto cotizacion expediente vuelo precio costo coste total importe monto dolares pesos fecha ano
    direccion folio reporte clabe nss reservacion cuesta matricula albaran`,
  people: `jefe jefa esposa esposo mujer marido madre padre mama papa hermano hermana hijo hija amigo amiga colega vecino vecina companero
    companera novio novia asistente secretaria alguien ella ellos ellas su sus tu tus vuestro vuestra suyo tuyo empresa compania oficina tienda
    banco llamaron llamada llamo llamando recibi quien llamale llamalo llamala llamarle llamarlo llamarla escribele contactalo contactala
    localizarlo localizarla molesta`,
  negations: 'no nunca jamas ni tampoco equivocado viejo anterior antiguo',
  reports: 'dice dijo diciendo dicen decia escribio estafa',
  asks: [
    `(tu/su/un/el) (mejor) (numero) (de) ${phone} (numero)`,
    'numero de contacto',
    'tu/su numero',
    'a/que/cual que/numero (numero)',
    'como podemos contactarte/contactarle/contactarlo/llamarte/llamarle/localizarte',
  ],
  askingWords: `cual que puede puedes podrias podria favor dame danos deja dejanos deje dejenos escribe escriba ingresa ingrese indica indique
    indicanos indiquenos comparte comparta necesitamos facilita facilite`,
};
