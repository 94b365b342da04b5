/** Several orgs have workflows of a conversation of this ID, and nobody has said which org is meant. */
export class SeveralOrgs extends Error {
  override readonly name = 'SeveralOrgs';
  constructor(conversationId: number) {
    super(`several orgs have a conversation ${conversationId}: say which one`);
  }
}
