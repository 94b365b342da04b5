import type { NumberWordings } from './wording.js';

const phone = 'telefono/celular/cel/movil/whatsapp/fono/tel';
const at = `(al/a/en/por/mi) (este/el/mi) (numero/${phone}) (numero)`;

export const spanish: NumberWordings = {
  own: [
    `llamame/llamenme/llameme/llamarme/escribeme/escribanme/escribame/escribirme/textame/texteame/mensajeame/contactame/contactenme/contacteme/contactarme/marcame/marquenme/marqueme/localizarme/ubicarme (por) (favor/whatsapp/sms/mensaje) ${at} N`,
    `me puede/puedes/pueden/podria/podrian llamar/escribir/contactar/textear/localizar/ubicar/encontrar (por) (mensaje/sms/whatsapp) ${at} N`,
    `mandame/mandenme/mandeme/enviame/envienme/envieme/mandarme/enviarme (un/el) mensaje/sms/whatsapp/texto ${at} N`,
    `me puede/puedes/pueden mandar/enviar (un) mensaje/sms/whatsapp ${at} N`,
    `mi (nuevo/propio) ${phone} (nuevo/personal/actual/correcto) (es/numero) (es/ahora/el) (el) N`,
    `mi (nuevo) numero de ${phone}/contacto (es/ahora) (es/ahora/el) (el) N`,
    `N (ese/este/que) (es) mi (numero/${phone}) (de) (${phone})`,
    'N (por) (favor) llamame/escribeme/contactame',
  ],
  ownNumber: [
    'mi (nuevo) numero (nuevo/actual/correcto/propio) (es) (ahora/el) N',
    'mi numero (ha) cambio/cambiado (ahora/y/al) (es) (ahora/el) N',
    'el mio es (el) N',
    'numero correcto es (el) N',
  ],
  labels: [`(mi/y/o) ${phone}/contacto (numero/es) (es) N`],
  fillers: `hola si no ok vale claro por favor gracias es mi el la numero telefono celular cel movil whatsapp tel al a en este aqui tiene ahi va y
    o llamar escribir pueden despues antes de las buenas buenos dias tardes noches perdon ahora`,
  things: `pedido orden factura caso cuenta boleto billete envio paquete seguimiento guia rastreo referencia reserva confirmacion
    transaccion pago recibo poliza reclamo socio cliente serie modelo pieza articulo producto codigo clave contrasena dni nif nie curp rfc cedula
    pasaporte documento tarjeta contrato presupuesto cotizacion expediente vuelo precio costo coste total importe monto dolares pesos fecha ano
    direccion`,
  people: `jefe jefa esposa esposo mujer marido madre padre mama papa hermano hermana hijo hija amigo amiga colega vecino vecina companero
    companera novio novia asistente secretaria alguien ella ellos ellas su sus tu tus vuestro vuestra suyo tuyo empresa compania oficina tienda
    banco`,
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
