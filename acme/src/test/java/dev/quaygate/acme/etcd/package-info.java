/** Real etcd for tests. */
@NullMarked
package dev.quaygate.acme.etcd;

import org.jspecify.annotations.NullMarked;
