export { conversationUrl } from './drift/conversation-url.js';
