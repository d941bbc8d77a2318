FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Installed inside the image, so that npm picks the addon of the image's system.
RUN npm ci --omit=dev
COPY . .

FROM node:22-slim
WORKDIR /app
COPY --from=build /app .
USER node
CMD ["node", "server.mjs"]
