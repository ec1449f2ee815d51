package io.coxswain.controlplane.http;

import io.coxswain.controlplane.resource.CreatedSubresource;
import io.coxswain.controlplane.resource.CreatedSubresources;
import io.coxswain.controlplane.resource.ListPage;
import io.coxswain.controlplane.resource.ListRequest;
import io.coxswain.controlplane.resource.Representation;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Selection;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.schema.FieldValidation;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Serves a parsed and authorised request, of whatever kind the objects are. */
final class ApiHandler {
    private final ResourceService resources;
    private final Authorizers authorizers;
    private final Bodies bodies;
    private final PatchBodies patches;
    private final Rendering rendering;
    private final WatchHandler watches;
    private final ConnectHandlers streams;
    private final UnstoredHandler unstored;
    private final CreatedSubresources created;

    ApiHandler(
            ResourceService resources,
            Authorizers authorizers,
            Bodies bodies,
            PatchBodies patches,
            Rendering rendering,
            WatchHandler watches,
            ConnectHandlers streams,
            UnstoredHandler unstored,
            CreatedSubresources created) {
        this.resources = resources;
        this.authorizers = authorizers;
        this.bodies = bodies;
        this.patches = patches;
        this.rendering = rendering;
        this.watches = watches;
        this.streams = streams;
        this.unstored = unstored;
        this.created = created;
    }

    void handle(ApiRequest api, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String deprecation = resources.strategy(api.kind()).deprecation();
        if (deprecation != null) Responses.warnings(response, List.of(deprecation));
        if (unstored.serves(api.kind())) {
            unstored.handle(api, request, response);
            return;
        }
        switch (api) {
            case ApiRequest.Get get -> get(get, request, response);
            case ApiRequest.List list -> list(list, request, response);
            case ApiRequest.Watch watch -> watches.watch(watch, request, response);
            case ApiRequest.Create create -> create(create, request, response);
            case ApiRequest.CreateSubresource create -> createSubresource(create, request, response);
            case ApiRequest.Update update -> update(update, request, response);
            case ApiRequest.Patch patch -> patch(patch, request, response);
            case ApiRequest.Delete delete -> delete(delete, request, response);
            case ApiRequest.DeleteCollection delete -> deleteCollection(delete, request, response);
            case ApiRequest.Connect connect ->
                Objects.requireNonNull(streams.find(connect.kind(), connect.subresource()))
                        .connect(connect, request, response);
        }
    }

    private void get(ApiRequest.Get get, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Representation object = switch (get.subresource()) {
            case "", "status", "approval", "ephemeralcontainers", "resize" ->
                Representation.of(
                        resources.get(get.kind(), get.key(), get.query().text("resourceVersion")));
            case "scale" -> resources.scale(get.kind(), get.key());
            default -> throw RequestLine.notAllowed();
        };
        answer(get, object, HttpServletResponse.SC_OK, request, response);
    }

    private void list(ApiRequest.List list, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Query query = list.query();
        Form form = Form.negotiate(request.getHeader("Accept"));
        ListPage page = resources.list(list.kind(), listRequest(list.kind(), list.namespace(), query));
        write(request, response, HttpServletResponse.SC_OK, form, rendering.list(list.kind(), page, form, query));
    }

    private void create(ApiRequest.Create create, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        WriteOptions options = WriteParameters.options(create.query(), "CreateOptions", request);
        FieldValidation validation = WriteParameters.fieldValidation(create.query());
        List<String> warnings = new ArrayList<>();
        ObjectNode object = bodies.object(create.kind(), request, validation, warnings);
        Representation created = resources.create(create.kind(), create.namespace(), object, options);
        warnings.addAll(options.warnings());
        Responses.warnings(response, warnings);
        answer(create, created, HttpServletResponse.SC_CREATED, request, response);
    }

    private void createSubresource(
            ApiRequest.CreateSubresource create, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<CreatedSubresource> answers = created.find(create.kind(), create.subresource());
        if (answers.isPresent()) {
            WriteOptions options = WriteParameters.options(create.query(), "CreateOptions", request);
            ObjectNode answer = answers.get().create(create.key(), bodies.options(request), options);
            Form form = Form.negotiate(request.getHeader("Accept"));
            Responses.tree(request, response, HttpServletResponse.SC_CREATED, form, answer);
            return;
        }
        if (!create.kind().equals(Kinds.POD) || !create.subresource().equals("binding")) throw RequestLine.notAllowed();
        WriteOptions options = WriteParameters.options(create.query(), "CreateOptions", request);
        resources.bind(create.key(), bodies.options(request), options);
        Responses.json(request, response, HttpServletResponse.SC_CREATED, Json.bytes(Responses.created()));
    }

    private void update(ApiRequest.Update update, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        WriteOptions options = WriteParameters.options(update.query(), "UpdateOptions", request);
        FieldValidation validation = WriteParameters.fieldValidation(update.query());
        List<String> warnings = new ArrayList<>();
        ObjectNode object = update.subresource().equals("scale")
                ? bodies.options(request)
                : bodies.object(update.kind(), request, validation, warnings);
        Representation updated = resources.update(update.kind(), update.key(), update.subresource(), object, options);
        warnings.addAll(options.warnings());
        Responses.warnings(response, warnings);
        answer(update, updated, HttpServletResponse.SC_OK, request, response);
    }

    private void patch(ApiRequest.Patch patch, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean applies = PatchBodies.applies(request);
        WriteOptions options = WriteParameters.patchOptions(patch.query(), applies, request);
        if (applies) {
            apply(patch, options, request, response);
            return;
        }
        PatchChange change = patches.read(patch, request);
        Representation patched = resources.change(patch.kind(), patch.key(), patch.subresource(), change, options);
        List<String> warnings = new ArrayList<>(change.warnings());
        warnings.addAll(options.warnings());
        Responses.warnings(response, warnings);
        answer(patch, patched, HttpServletResponse.SC_OK, request, response);
    }

    private void apply(
            ApiRequest.Patch patch, WriteOptions options, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        PatchBodies.Configuration configuration = patches.configuration(patch, request);
        User user = options.user();
        ResourceService.Applied applied = resources.apply(
                patch.kind(),
                patch.key(),
                patch.subresource(),
                configuration.object(),
                patch.query().flag("force"),
                options,
                () -> authorizers.check(
                        user, new ApiRequest.Create(patch.kind(), patch.key().namespace(), patch.query()).action()));
        List<String> warnings = new ArrayList<>(configuration.warnings());
        warnings.addAll(options.warnings());
        Responses.warnings(response, warnings);
        int code = applied.created() ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK;
        answer(patch, applied.object(), code, request, response);
    }

    private void delete(ApiRequest.Delete delete, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        DeleteParameters wanted = DeleteParameters.of(delete.query(), bodies.deleteOptions(request), request);
        ResourceService.Deletion deletion =
                resources.delete(delete.kind(), delete.key(), wanted.how(), wanted.options());
        if (!deletion.gone() || deletion.answer()) {
            answer(delete, deletion.object(), HttpServletResponse.SC_OK, request, response);
            return;
        }
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details =
                status.putObject("details").put("name", delete.key().name());
        if (!delete.kind().group().isEmpty()) details.put("group", delete.kind().group());
        details.put("kind", delete.kind().plural())
                .put(
                        "uid",
                        deletion.object().tree().path("metadata").path("uid").asString(""));
        Responses.json(request, response, HttpServletResponse.SC_OK, Json.bytes(status));
    }

    private void deleteCollection(
            ApiRequest.DeleteCollection delete, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        DeleteParameters wanted = DeleteParameters.of(delete.query(), bodies.deleteOptions(request), request);
        List<Representation> deleted = resources.deleteCollection(
                delete.kind(),
                listRequest(delete.kind(), delete.namespace(), delete.query()),
                wanted.how(),
                wanted.options());
        Responses.json(request, response, HttpServletResponse.SC_OK, rendering.objects(delete.kind(), deleted));
    }

    private ListRequest listRequest(Kind<?> kind, @Nullable String namespace, Query query) {
        return new ListRequest(
                selection(kind, namespace, query),
                query.text("resourceVersion"),
                query.text("resourceVersionMatch"),
                Math.clamp(query.number("limit"), 0, Integer.MAX_VALUE),
                query.text("continue"),
                query.has("sendInitialEvents"));
    }

    private Selection selection(Kind<?> kind, @Nullable String namespace, Query query) {
        return Selection.parse(
                resources.strategy(kind),
                Objects.requireNonNullElse(namespace, ""),
                query.text("labelSelector"),
                query.text("fieldSelector"));
    }

    private void answer(
            ApiRequest api, Representation object, int code, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Form form = Form.negotiate(request.getHeader("Accept"));
        write(request, response, code, form, rendering.object(api.kind(), object, form, api.query()));
    }

    private static void write(
            HttpServletRequest request, HttpServletResponse response, int code, Form form, byte[] body)
            throws IOException {
        if (!form.yaml()) {
            Responses.json(request, response, code, body);
            return;
        }
        response.setStatus(code);
        response.setContentType(form.contentType());
        Responses.bytes(request, response, body);
    }
}
