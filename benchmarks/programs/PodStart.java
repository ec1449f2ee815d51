import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.client.WireApi;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Times create → Running and delete → gone of a Pod, one by one, each beside Docker's own create, start and remove of the same
 * two containers (a sandbox without a network and one container that joins it).
 */
final class PodStart {
    private static final String IMAGE = "busybox:1.36";
    private static final List<String> COMMAND = List.of("sleep", "3600");

    private final WireApi api;
    private final DockerClient docker;
    private final String pause;
    private final String prefix = "pod-start-" + Long.toString(System.nanoTime(), 36) + "-";

    private PodStart(Arguments arguments) {
        String home = System.getProperty("user.home");
        api = WireApi.of(Kubeconfig.read(Path.of(arguments.text("kubeconfig", home + "/.kube/config"))), "pod-start");
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        docker = DockerClientImpl.getInstance(
                config, new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build());
        pause = docker.listImagesCmd().exec().stream()
                .flatMap(image -> image.getRepoTags() == null ? java.util.stream.Stream.<String>of() : java.util.stream.Stream.of(image.getRepoTags()))
                .filter(tag -> tag.startsWith("coxswain/pause:"))
                .findFirst()
                .orElseThrow();
    }

    public static void main(String[] args) throws Exception {
        var arguments = new Arguments(args, List.of("kubeconfig", "pods"));
        var bench = new PodStart(arguments);
        int pods = arguments.number("pods", 10);
        long[] running = new long[pods];
        long[] gone = new long[pods];
        long[] floorStart = new long[pods];
        long[] floorRemove = new long[pods];
        bench.pod(0, new long[1], new long[1]);
        for (int number = 0; number < pods; number++) {
            bench.floor(number, floorStart, floorRemove);
            bench.pod(number, running, gone);
        }
        var pod = Latencies.ofNanos(running);
        var floor = Latencies.ofNanos(floorStart);
        System.out.println("Docker create + start   " + floor);
        System.out.println("Pod create -> Running   " + pod);
        System.out.printf("above the floor, median %.0f ms%n", pod.at(0.5) - floor.at(0.5));
        System.out.println("Docker kill + remove    " + Latencies.ofNanos(floorRemove));
        System.out.println("Pod delete -> gone      " + Latencies.ofNanos(gone));
        System.exit(0);
    }

    private void pod(int number, long[] running, long[] gone) throws Exception {
        String name = prefix + number;
        var manifest = Json.parseObject("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"default"},"spec":{"containers":[
                {"name":"c","image":"%s","command":["sleep","3600"]}]}}""".formatted(name, IMAGE));
        var list = api.list(Kinds.POD, ListOptions.in("default"));
        var options = ListOptions.in("default").withFields("metadata.name=" + name).after(list.resourceVersion());
        try (Watch watch = api.watch(Kinds.POD, options)) {
            long start = System.nanoTime();
            api.create(Kinds.POD, manifest);
            await(watch, event -> event.object().path("status").path("phase").asString("").equals("Running"));
            running[number % running.length] = System.nanoTime() - start;
            long deleted = System.nanoTime();
            api.delete(Kinds.POD, new ObjectKey("default", name), new DeleteOptions(1L, null, null, null));
            await(watch, event -> event.type() == WatchEvent.Type.DELETED);
            gone[number % gone.length] = System.nanoTime() - deleted;
        }
    }

    private static void await(Watch watch, Predicate<WatchEvent> wanted) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() < end) {
            var event = watch.next(Duration.ofSeconds(5));
            if (event.isPresent() && !Metadata.name(event.get().object()).isEmpty() && wanted.test(event.get())) return;
        }
        throw new IllegalStateException("the Pod did not get there within a minute");
    }

    private void floor(int number, long[] start, long[] remove) {
        String name = prefix + "floor-" + number;
        long began = System.nanoTime();
        String sandbox = docker.createContainerCmd(pause)
                .withName(name + "-sandbox")
                .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none").withIpcMode("shareable"))
                .exec()
                .getId();
        docker.startContainerCmd(sandbox).exec();
        String container = docker.createContainerCmd(IMAGE)
                .withName(name)
                .withCmd(COMMAND)
                .withHostConfig(HostConfig.newHostConfig()
                        .withNetworkMode("container:" + sandbox)
                        .withIpcMode("container:" + sandbox))
                .exec()
                .getId();
        docker.startContainerCmd(container).exec();
        start[number] = System.nanoTime() - began;
        long removing = System.nanoTime();
        docker.stopContainerCmd(container).withTimeout(1).exec();
        docker.stopContainerCmd(sandbox).withTimeout(1).exec();
        docker.removeContainerCmd(container).exec();
        docker.removeContainerCmd(sandbox).exec();
        remove[number] = System.nanoTime() - removing;
    }
}
