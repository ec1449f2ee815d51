package io.coxswain.controlplane.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies of the media type {@value #MEDIA_TYPE}: a prefix, an envelope with the type, and the message. */
public final class ProtobufCodec {
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] PREFIX = {'k', '8', 's', 0};

    private final ProtoDescriptors descriptors = new ProtoDescriptors();
    private final MessageReader reader;

    public ProtobufCodec(Schemas schemas) {
        this.reader = new MessageReader(schemas);
    }

    public static boolean hasPrefix(byte[] body) {
        return body.length >= PREFIX.length && Arrays.equals(body, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    /**
     * What a body holds.
     *
     * @param unknown the fields that this server does not know, as warnings have them
     */
    public record Decoded(ObjectNode object, List<String> unknown) {
        public Decoded {
            unknown = List.copyOf(unknown);
        }
    }

    /** The object in the body as JSON; {@code BadRequest} where it is not one or its kind has no message. */
    public Decoded decode(byte[] body) {
        if (!hasPrefix(body)) {
            throw ApiException.badRequest(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        Envelope envelope = envelope(body);
        if (envelope.contentType().equals("application/json")) return new Decoded(json(envelope), List.of());
        String apiVersion = envelope.apiVersion();
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        Descriptor type = descriptors.find(group, apiVersion.substring(slash + 1), envelope.kind());
        if (type == null) {
            throw ApiException.badRequest("no kind \"" + envelope.kind() + "\" is registered for version \""
                    + apiVersion + "\" in protobuf; send JSON");
        }
        try {
            ObjectNode object = Json.object();
            if (!apiVersion.isEmpty()) object.put("apiVersion", apiVersion);
            object.put("kind", envelope.kind());
            DynamicMessage message = DynamicMessage.parseFrom(type, envelope.raw());
            reader.read(message, object);
            return new Decoded(object, UnknownFields.of(message));
        } catch (InvalidProtocolBufferException e) {
            throw wrong(e);
        }
    }

    private static ObjectNode json(Envelope envelope) {
        try {
            return Json.parseObject(envelope.raw().toByteArray());
        } catch (JacksonException | IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    private record Envelope(String apiVersion, String kind, ByteString raw, String contentType) {}

    private static Envelope envelope(byte[] body) {
        String apiVersion = "";
        String kind = "";
        ByteString raw = ByteString.EMPTY;
        String contentType = "";
        try {
            CodedInputStream in = CodedInputStream.newInstance(body, PREFIX.length, body.length - PREFIX.length);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> {
                        CodedInputStream typeMeta = in.readBytes().newCodedInput();
                        for (int part = typeMeta.readTag(); part != 0; part = typeMeta.readTag()) {
                            switch (WireFormat.getTagFieldNumber(part)) {
                                case 1 -> apiVersion = typeMeta.readString();
                                case 2 -> kind = typeMeta.readString();
                                default -> typeMeta.skipField(part);
                            }
                        }
                    }
                    case 2 -> raw = in.readBytes();
                    case 4 -> contentType = in.readString();
                    default -> in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw wrong(e);
        }
        return new Envelope(apiVersion, kind, raw, contentType);
    }

    private static ApiException wrong(Exception cause) {
        return ApiException.badRequest("couldn't decode the protobuf body: " + cause.getMessage());
    }
}
