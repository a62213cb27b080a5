import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const SMALL_BYTES = 1_024

/** The server sends what lies beside a file: nothing is compressed while somebody waits. */
function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|svg)$/.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const bytes = await readFile(path)
        if (bytes.length < SMALL_BYTES) continue
        await writeFile(
          `${path}.br`,
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        )
        await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

/** `npm run dev:portal` asks the platform of HOLDFAST_PORTAL_API for everything that is no page. */
const api = process.env.HOLDFAST_PORTAL_API ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  base: '/portal/',
  html: { cspNonce: '__HOLDFAST_NONCE__' },
  plugins: [precompress()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    // A data: URL would be one more source in the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    // Directives of server components, in every file of the component library, mean nothing to a page that runs in the browser alone.
    rolldownOptions: {
      onLog: (level, log, tell) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(level, log)),
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/portal/api', '/virtual-wallets', '/cards', '/mpc', '/management', '/sandbox'].map((path) => [
        path,
        { target: api },
      ]),
    ),
  },
})
