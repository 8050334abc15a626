package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** What happens to the processes under a job, and how they get over it. */
enum Failure {
  TASK_MANAGER_KILLED("kill -9 TaskManager") {
    @Override
    void strike(FailureRun run, int which, Duration length) {
      FailureStage stage = run.stage();
      JavaProcess victim = stage.taskManagers().get(which);
      victim.kill();
      stage.replace(victim);
      stage.awaitTaskManagers();
    }
  },

  JOB_MANAGER_KILLED("kill -9 JobManager") {
    @Override
    void strike(FailureRun run, int which, Duration length) {
      run.stage().failOver();
      run.stage().awaitTaskManagers();
    }
  },

  BROKER_KILLED("kill -9 broker") {
    @Override
    void strike(FailureRun run, int which, Duration length) {
      run.stage().broker().kill();
      run.stage().broker().startAgain();
    }
  },

  /** The JobManager gives its work to another; what it does when it wakes up must not count. */
  TASK_MANAGER_STOPPED("kill -STOP TaskManager") {
    @Override
    void strike(FailureRun run, int which, Duration length) {
      FailureStage stage = run.stage();
      JavaProcess zombie = stage.taskManagers().get(which);
      zombie.pause();
      int said = zombie.output().length();
      stage.replace(zombie);
      stage.awaitTaskManagers();
      run.settle();
      zombie.goOn();
      stage.await(
          zombie.name() + " hears that its work is done elsewhere, or is back without any",
          () ->
              stage.knows(zombie)
                  || zombie.output().substring(said).contains("Disconnect from JobManager")
                  || zombie.threads().stream().noneMatch(name -> name.startsWith("tagger")));
      run.settle();
      assertThat(zombie.isAlive()).as("the one that was gone for a while still runs").isTrue();
      zombie.kill();
      stage.awaitTaskManagers();
    }
  },

  KAFKA_REFUSED("connections refused") {
    @Override
    void strike(FailureRun run, int which, Duration length) {
      JavaProcess victim = run.stage().taskManagers().get(which);
      TcpProxy route = run.stage().route(victim);
      requireSome(route.refuse());
      run.awaitHeldUp(victim, length);
      route.heal();
    }
  },

  KAFKA_SILENT("connections silent") {
    @Override
    void strike(FailureRun run, int which, Duration length) {
      JavaProcess victim = run.stage().taskManagers().get(which);
      TcpProxy route = run.stage().route(victim);
      requireSome(route.silence());
      run.awaitHeldUp(victim, length);
      route.heal();
    }
  };

  private final String words;

  Failure(String words) {
    this.words = words;
  }

  /**
   * Does it, and what it takes to get over it.
   *
   * @param which TaskManager it is about, from 0
   * @param length for which a network is cut
   */
  abstract void strike(FailureRun run, int which, Duration length);

  private static void requireSome(int connections) {
    if (connections == 0) {
      throw new AssertionError("no connection was there to be cut");
    }
  }

  @Override
  public String toString() {
    return words;
  }
}
