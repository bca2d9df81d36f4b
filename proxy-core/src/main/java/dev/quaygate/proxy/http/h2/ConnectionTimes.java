package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.loop.Deadline;
import dev.quaygate.proxy.loop.TimerWheel;

/**
 * Everything that a connection may be late with. One place in the loop's wheel holds the earliest.
 * Event loop only.
 */
final class ConnectionTimes extends Deadline {
    private final H2Connection connection;
    private final TimerWheel wheel;

    @SuppressWarnings("NullAway.Init") // set while the connection is made
    private Lifecycle life;

    private long frameAt = NEVER;
    private long idleAt = NEVER;
    private long ageAt = NEVER;
    private long stallAt = NEVER;
    private long drainAt = NEVER;
    private long lingerAt = NEVER;
    private long endAt = NEVER;

    ConnectionTimes(H2Connection connection, TimerWheel wheel) {
        this.connection = connection;
        this.wheel = wheel;
    }

    void of(Lifecycle lifecycle) {
        life = lifecycle;
    }

    /** The frame or header block that has begun must be complete. */
    void frame(long at) {
        frameAt = at;
        arm();
    }

    boolean waitsForFrame() {
        return frameAt != NEVER;
    }

    /** A stream must be opened. */
    void idle(long at) {
        idleAt = at;
        arm();
    }

    long idleUntil() {
        return idleAt;
    }

    /** The connection is old. */
    void age(long at) {
        ageAt = at;
        arm();
    }

    /** It is time to see whether the client takes something. */
    void stall(long at) {
        stallAt = at;
        arm();
    }

    boolean waitsForProgress() {
        return stallAt != NEVER;
    }

    /** The second GOAWAY is due. */
    void drain(long at) {
        drainAt = at;
        arm();
    }

    /** It is time to end requests that outlast their answers. */
    void linger(long at) {
        lingerAt = at;
        arm();
    }

    boolean waitsForLingering() {
        return lingerAt != NEVER;
    }

    /** The connection is closed whatever waits. */
    void end(long at) {
        frameAt = NEVER;
        idleAt = NEVER;
        ageAt = NEVER;
        drainAt = NEVER;
        lingerAt = NEVER;
        endAt = at;
        arm();
    }

    void stop() {
        wheel.remove(this);
        end(NEVER);
        stallAt = NEVER;
        wheel.remove(this);
    }

    private void arm() {
        long first = Math.min(Math.min(frameAt, idleAt), Math.min(ageAt, stallAt));
        first = Math.min(first, Math.min(drainAt, lingerAt));
        wheel.set(this, Math.min(first, endAt));
    }

    @Override
    protected void expired(long now) {
        if (endAt <= now) {
            connection.closeNow();
            return;
        }
        if (frameAt <= now) {
            frameAt = NEVER;
            life.frameLate();
        }
        if (idleAt <= now) {
            idleAt = NEVER;
            life.idle();
        }
        if (ageAt <= now) {
            ageAt = NEVER;
            life.drain();
        }
        if (drainAt <= now) {
            drainAt = NEVER;
            life.drained();
        }
        if (lingerAt <= now) {
            lingerAt = NEVER;
            connection.endLingering(now);
        }
        if (stallAt <= now) {
            stallAt = NEVER;
            connection.checkProgress(now);
        }
        arm();
    }
}
