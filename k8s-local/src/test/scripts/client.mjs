// Kubernetes' own JavaScript client: list, watch and exec on the Pod whose namespace and name are given.
import * as k8s from '@kubernetes/client-node';
import { PassThrough } from 'node:stream';

const [namespace, pod] = process.argv.slice(2);
const config = new k8s.KubeConfig();
config.loadFromFile(process.env.KUBECONFIG);
const core = config.makeApiClient(k8s.CoreV1Api);

const pods = await core.listNamespacedPod({ namespace });
console.log('listed', pods.items.map((each) => each.metadata.name).join(','));

const events = [];
let resolved;
const deleted = new Promise((resolve) => { resolved = resolve; });
const watch = await new k8s.Watch(config).watch(
    `/api/v1/namespaces/${namespace}/configmaps`,
    { fieldSelector: 'metadata.name=from-node' },
    (type, object) => {
        events.push(`${type} ${object.data.k}`);
        if (type === 'DELETED') resolved();
    },
    (problem) => { if (problem && problem.name !== 'AbortError') console.log('watch ended', problem); });
await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'from-node' }, data: { k: 'v' } } });
await core.deleteNamespacedConfigMap({ namespace, name: 'from-node' });
await deleted;
watch.abort();
console.log('watched', events.join(','));

const out = new PassThrough();
let text = '';
out.on('data', (chunk) => { text += chunk; });
const status = await new Promise((resolve, reject) => {
    new k8s.Exec(config)
        .exec(namespace, pod, undefined, ['sh', '-c', 'echo from the Pod; exit 3'], out, process.stderr, null, false, resolve)
        .catch(reject);
});
console.log('executed', text.trim(), status.status, status.details.causes[0].message);
process.exit(0);
