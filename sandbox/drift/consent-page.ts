import type { DriftApp, DriftOrg } from './types.js';

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page on which a company's admin approves an app. The simulator has no login: whose admin it is, is chosen here. */
export function consentPage(
  app: DriftApp,
  orgs: readonly DriftOrg[],
  fields: Record<string, string>,
): string {
  const hidden = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('\n      ');
  const companies = orgs
    .map(
      ({ orgId, name = `Org ${orgId}` }, index) =>
        `<label><input type="radio" name="org_id" value="${orgId}"${index === 0 ? ' checked' : ''}> ${escaped(name)} <small>org ${orgId}</small></label>`,
    )
    .join('\n        ');
  const scopes = app.scopes.map((scope) => `<li><code>${escaped(scope)}</code></li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Connect ${escaped(app.name)} · simulated Drift</title>
  <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }
    fieldset { border: 1px solid #8886; border-radius: 6px; } label { display: block; }
    button { font: inherit; padding: .4rem 1.2rem; margin-right: .5rem; }
  </style>
</head>
<body>
  <main>
    <p><small>Simulated Drift: nothing leaves this machine</small></p>
    <h1>${escaped(app.name)} wants to connect</h1>
    <p>It will be allowed:</p>
    <ul>${scopes}</ul>
    <form method="post" action="/authorize">
      ${hidden}
      <fieldset>
        <legend>You are an admin of</legend>
        ${companies}
      </fieldset>
      <p>
        <button name="decision" value="approve">Approve</button>
        <button name="decision" value="deny">Deny</button>
      </p>
    </form>
  </main>
</body>
</html>
`;
}
