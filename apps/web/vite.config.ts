import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env['LLAMANEXUS_SERVER'] ?? 'http://127.0.0.1:4680'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    rolldownOptions: {
      output: {
        // Libraries that several lazily loaded parts share get a file of their own, so that a list page
        // never fetches the editor and a change of ours does not spoil the cached libraries.
        codeSplitting: {
          groups: [
            { name: 'flow', priority: 1, test: /node_modules\/(@xyflow|d3-|@dagrejs)/ },
            {
              name: 'react',
              test: /node_modules\/(react|react-dom|react-is|scheduler|wouter|zustand|use-sync-external-store)\//,
              priority: 2,
            },
            { name: 'mui', test: /node_modules\/(@mui\/(material|system|utils|styled-engine)|@emotion)\// },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: server, ws: true }, '/hooks': server, '/readyz': server },
  },
  test: {
    environment: 'jsdom',
    // One jsdom a worker in place of one a file, which took half of the time; files stay apart all the same.
    pool: 'vmThreads',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/ui/testing/layout_of_text.ts'],
    restoreMocks: true,
  },
})
