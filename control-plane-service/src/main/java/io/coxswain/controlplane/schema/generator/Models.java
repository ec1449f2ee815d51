package io.coxswain.controlplane.schema.generator;

import com.google.gson.annotations.SerializedName;
import com.google.protobuf.Descriptors.Descriptor;
import io.coxswain.controlplane.schema.Shape;
import io.kubernetes.client.openapi.models.V1Pod;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the annotated model classes of the official Java client. */
final class Models {
    private static final String PACKAGE = "io/kubernetes/client/openapi/models/";
    private static final Pattern NAME = Pattern.compile("([A-Z][a-z]+)?(V\\d+(?:(?:alpha|beta)\\d+)?)([A-Z].*)");

    /** Groups of models that have no protobuf descriptors in any version, by how their names start. */
    private static final Map<String, String> PACKAGES_WITHOUT_DESCRIPTORS = Map.of(
            "APIService", "io.k8s.kube-aggregator.pkg.apis.apiregistration",
            "Device", "io.k8s.api.resource",
            "GangScheduling", "io.k8s.api.scheduling",
            "LeaseCandidate", "io.k8s.api.coordination",
            "Pool", "io.k8s.api.resource",
            "ResourcePool", "io.k8s.api.resource",
            "Topology", "io.k8s.api.scheduling",
            "Workload", "io.k8s.api.scheduling",
            "PodGroup", "io.k8s.api.scheduling",
            "BasicDevice", "io.k8s.api.resource");

    record Property(String name, Shape shape, boolean required, String description) {}

    record Model(String name, String description, List<Property> properties) {}

    private final ProtoTypes protos;
    private final Map<Class<?>, String> names = new HashMap<>();
    private final Map<Class<?>, Descriptor> messages = new HashMap<>();

    Models(ProtoTypes protos) {
        this.protos = protos;
    }

    List<Model> read() throws IOException {
        List<Class<?>> classes = classes();
        for (Class<?> model : classes) name(model);
        return classes.stream()
                .map(this::model)
                .sorted(Comparator.comparing(Model::name))
                .toList();
    }

    private static List<Class<?>> classes() throws IOException {
        var classes = new ArrayList<Class<?>>();
        try (JarFile jar = new JarFile(Path.of(V1Pod.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toFile())) {
            for (var entry : jar.stream().toList()) {
                String name = entry.getName();
                if (!name.startsWith(PACKAGE) || !name.endsWith(".class") || name.contains("$")) continue;
                Class<?> model = Class.forName(
                        name.substring(0, name.length() - 6).replace('/', '.'), false, Models.class.getClassLoader());
                if (model.isAnnotationPresent(ApiModel.class) || hasProperties(model)) classes.add(model);
            }
        } catch (URISyntaxException | ClassNotFoundException e) {
            throw new IOException("the models of client-java-api cannot be read", e);
        }
        return classes;
    }

    private static boolean hasProperties(Class<?> model) {
        for (Field field : model.getDeclaredFields()) {
            if (field.isAnnotationPresent(SerializedName.class)) return true;
        }
        return false;
    }

    private void name(Class<?> model) {
        Matcher parts = NAME.matcher(model.getSimpleName());
        if (!parts.matches()) {
            names.put(
                    model,
                    "io.k8s.apimachinery.pkg.version." + model.getSimpleName().replace("Version", ""));
            return;
        }
        String group = parts.group(1) == null ? "" : parts.group(1).toLowerCase(Locale.ROOT);
        String version = parts.group(2).toLowerCase(Locale.ROOT);
        String name = parts.group(3);
        Descriptor message = best(model, protos.candidates(group, version, name));
        if (message != null) {
            messages.put(model, message);
            names.put(model, ProtoTypes.openApiPackage(message) + "." + name);
            return;
        }
        names.put(model, elsewhere(model, group, name) + "." + version + "." + name);
    }

    private String elsewhere(Class<?> model, String group, String name) {
        if (group.equals("apiregistration")) return "io.k8s.kube-aggregator.pkg.apis.apiregistration";
        Descriptor otherVersion = best(model, protos.named(name));
        if (otherVersion != null) {
            String found = ProtoTypes.openApiPackage(otherVersion);
            return found.substring(0, found.lastIndexOf('.'));
        }
        return PACKAGES_WITHOUT_DESCRIPTORS.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no group for " + model.getName()));
    }

    /** Of messages of one name and version, the one whose fields are most like the model's. */
    private static @Nullable Descriptor best(Class<?> model, List<Descriptor> candidates) {
        return candidates.stream()
                .max(Comparator.comparingLong(candidate -> likeness(model, candidate)))
                .orElse(null);
    }

    private static long likeness(Class<?> model, Descriptor message) {
        long common = 0;
        for (Field field : model.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name == null) continue;
            common += message.getFields().stream()
                            .anyMatch(candidate -> candidate.getJsonName().equals(name.value()))
                    ? 1
                    : -1;
        }
        return common * 100 - message.getFields().size();
    }

    private Model model(Class<?> model) {
        ApiModel about = model.getAnnotation(ApiModel.class);
        var getters = new HashMap<String, Method>();
        for (Method method : model.getDeclaredMethods()) {
            if (method.getParameterCount() == 0) {
                getters.put(method.getName().toLowerCase(Locale.ROOT), method);
            }
        }
        var properties = new ArrayList<Property>();
        for (Field field : model.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name == null) continue;
            Method getter = getters.get("get" + field.getName().replace("_", "").toLowerCase(Locale.ROOT));
            ApiModelProperty property = getter == null ? null : getter.getAnnotation(ApiModelProperty.class);
            String message = ProtoTypes.messageType(messages.get(model), name.value());
            properties.add(new Property(
                    name.value(),
                    shape(field.getGenericType(), message),
                    property != null && property.required(),
                    property == null ? "" : property.value()));
        }
        properties.sort(Comparator.comparing(Property::name));
        return new Model(
                names.getOrDefault(model, model.getSimpleName()), about == null ? "" : about.description(), properties);
    }

    private Shape shape(Type type, @Nullable String message) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return arguments.length == 1
                    ? new Shape.ListOf(shape(arguments[0], message))
                    : new Shape.MapOf(shape(arguments[1], message));
        }
        Class<?> model = (Class<?>) type;
        String name = names.get(model);
        if (name != null) return new Shape.Reference(name);
        return switch (model.getSimpleName()) {
            case "String" -> Shape.Scalar.STRING;
            case "Integer" -> Shape.Scalar.INT32;
            case "Long" -> Shape.Scalar.INT64;
            case "Double" -> Shape.Scalar.DOUBLE;
            case "Boolean" -> Shape.Scalar.BOOLEAN;
            case "byte[]" -> Shape.Scalar.BYTES;
            case "OffsetDateTime" -> "MicroTime".equals(message) ? Shape.Scalar.MICRO_TIME : Shape.Scalar.TIME;
            case "IntOrString" -> Shape.Scalar.INT_OR_STRING;
            case "Quantity" -> Shape.Scalar.QUANTITY;
            case "Object" -> object(message);
            default -> throw new IllegalStateException("no shape for " + type);
        };
    }

    private static Shape object(@Nullable String message) {
        if ("RawExtension".equals(message)) return Shape.Scalar.RAW;
        return "FieldsV1".equals(message) ? Shape.Scalar.FIELDS : Shape.Scalar.ANY;
    }
}
