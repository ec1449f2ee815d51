package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.status.ApiException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** Finds the page or the verb of a request. Failures are answered as text, which the API server puts into a Status. */
final class KubeletServlet extends HttpServlet {
    private final transient List<KubeletVerb> verbs;
    private final transient List<KubeletPage> pages;

    KubeletServlet(List<KubeletVerb> verbs, List<KubeletPage> pages) {
        this.verbs = List.copyOf(verbs);
        this.pages = List.copyOf(pages);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        for (KubeletPage page : pages) {
            if (page.path().equals(request.getRequestURI())) {
                page.serve(request, response);
                return;
            }
        }
        List<String> path = List.of(request.getRequestURI().split("/", -1));
        for (KubeletVerb verb : verbs) {
            if (path.size() >= 4 && path.size() <= 5 && path.get(1).equals(verb.name())) {
                String container = path.size() == 5 ? path.get(4) : "";
                serve(verb, new ContainerPath(path.get(2), path.get(3), container), request, response);
                return;
            }
        }
        Answers.text(response, HttpServletResponse.SC_NOT_FOUND, "404 page not found");
    }

    /** Clients of SPDY ask for their upgrade so. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        doGet(request, response);
    }

    private static void serve(
            KubeletVerb verb, ContainerPath container, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            verb.serve(container, request, response);
        } catch (ApiException failure) {
            if (response.isCommitted()) throw failure;
            response.reset();
            Answers.text(response, failure.reason().code(), String.valueOf(failure.getMessage()));
        }
    }
}
