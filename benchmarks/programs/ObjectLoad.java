import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Creates, reads, updates and lists objects of one namespace. */
final class ObjectLoad {
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final int SECONDS = 10;
    private static final Pattern CONTINUE = Pattern.compile("\"continue\":\"([^\"]+)\"");

    private final Target target;
    private final Load load;
    private final String namespace;
    private final int clients;
    private final String body;

    ObjectLoad(Target target, String namespace, int clients, int bytes) {
        this.target = target;
        this.load = new Load(target);
        this.namespace = namespace;
        this.clients = clients;
        this.body = "x".repeat(bytes);
    }

    /** The objects stay; later lists count with them. */
    void run(int warmUp, int objects, int many, int pods) throws Exception {
        load.closed("warm-up: create", warmUp, clients, number -> create("w" + number));
        load.closed("warm-up: update", warmUp, clients, number -> update("w" + number));
        target.send("DELETE", path("configmaps"), "");
        double most = load.closed("create", objects, clients, number -> create("c" + number));
        load.closed("get", objects, clients, number -> target.drain(path("configmaps/c" + number), JSON));
        load.closed("update", objects, clients, number -> update("c" + number));
        double half = most / 2;
        load.open("create at half of that rate", (int) (half * SECONDS), half, number -> create("h" + number));
        int added = (int) (half * SECONDS);
        lists("configmaps", objects + added);
        if (pods > 0) {
            load.closed("create Pods", pods, clients, number -> target.send("POST", path("pods"), pod("p" + number)));
            lists("pods", pods);
        }
        if (many > objects) {
            load.closed("create", many - objects, clients, number -> create("m" + number));
            lists("configmaps", many + added);
        }
    }

    private void lists(String resource, int count) throws Exception {
        String of = "list of " + count + " " + resource + ", ";
        String path = path(resource);
        // What the first of each kind prepares is kept for the next.
        target.drain(path, JSON);
        boolean protobuf = target.serves(path + "?limit=1", PROTOBUF);
        load.closed(of + "JSON", 10, 1, number -> target.drain(path, JSON));
        load.closed(of + "from cache", 10, 1, number -> target.drain(path + "?resourceVersion=0", JSON));
        if (protobuf) load.closed(of + "protobuf", 10, 1, number -> target.drain(path, PROTOBUF));
        else System.out.printf("%-10s %s is not answered%n", target.name(), of + "protobuf");
        load.closed(of + "by 500", 5, 1, number -> pages(path + "?limit=500"));
    }

    private void pages(String path) throws Exception {
        String page = target.send("GET", path, "");
        for (; ; ) {
            var token = CONTINUE.matcher(page);
            if (!token.find()) return;
            String next = URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
            page = target.send("GET", path + "&continue=" + next, "");
        }
    }

    private void create(String name) throws Exception {
        target.send("POST", path("configmaps"), configMap(name, body));
    }

    private void update(String name) throws Exception {
        target.send("PUT", path("configmaps/" + name), configMap(name, body + "y"));
    }

    private String configMap(String name, String data) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"%s"},"data":{"key":"%s"}}"""
                .formatted(name, namespace, data);
    }

    /** For a scheduler that there is not, so that the API server alone has work with it. */
    private String pod(String name) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"%s","labels":{"app":"benchmark"}},
                "spec":{"schedulerName":"none","containers":[{"name":"main","image":"busybox:1.36","env":[{"name":"A","value":"b"}],
                "resources":{"requests":{"cpu":"10m","memory":"16Mi"}}}]}}""".formatted(name, namespace);
    }

    private String path(String resource) {
        return "/api/v1/namespaces/" + namespace + "/" + resource;
    }
}
