/** Who issues, in which order issuers are asked, and how an attempt fails. */
@NullMarked
package dev.quaygate.acme.issue;

import org.jspecify.annotations.NullMarked;
