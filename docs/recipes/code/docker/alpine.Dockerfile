FROM node:22-alpine
WORKDIR /app
COPY package.json package-lock.json ./
# Inside the image: Alpine's C library is musl, and a node_modules from elsewhere has the addon for glibc.
RUN npm ci --omit=dev
COPY . .
USER node
CMD ["node", "server.mjs"]
