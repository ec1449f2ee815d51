/** How a machine joins the cluster: by a bootstrap token to a certificate of its own, which it then keeps fresh. */
@NullMarked
package io.coxswain.join;

import org.jspecify.annotations.NullMarked;
