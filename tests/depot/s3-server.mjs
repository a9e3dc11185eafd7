// The S3 server's own process: s3-server.mjs FOLDER BUCKET. Says its port.
import S3rver from '@20minutes/s3rver'

const [directory, bucket] = process.argv.slice(2)
const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: bucket, configs: [] }] })
const { port } = await server.run()
console.log(`port ${port}`)
