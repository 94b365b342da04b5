export { conversation } from './conversation.js';
