package main

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	"google.golang.org/protobuf/proto"

	pb "example.com/holdfast-bbolt/storepb"
)

// Most events, and most bytes of them, in a message; a single event may be larger.
const (
	messageEvents = 1_024
	messageBytes  = 1 << 20
)

// watch tells the changes of some ranges at its reader's pace: between two messages it holds a position
// in the log and no events.
type watch struct {
	*store
	request *pb.WatchRequest
	ranges  []interval
	told    uint64 // every revision up to here has been told
	next    []byte // where the log goes on; inside a revision that was cut
}

// run tells changes until the reader goes or the store must refuse to go on.
func (w *watch) run(stream pb.Store_WatchServer) error {
	head, err := w.start()
	if err != nil {
		return err
	}
	message := &pb.WatchResponse{Created: &pb.Created{Header: w.header(head)}}
	silence := millis(w.MaxProgressLagMs) / 2
	if asked := millis(w.request.ProgressMs); asked > 0 {
		silence = min(max(asked, 10*time.Millisecond), silence)
	}
	for {
		if err := stream.Send(message); err != nil {
			return err
		}
		if message, err = w.message(time.After(silence), stream.Context().Done()); err != nil {
			return err
		}
	}
}

// start finds where to begin, and returns the store's revision.
func (w *watch) start() (head uint64, err error) {
	head = w.head.Load().revision
	w.told = head
	if from, ok := w.request.From.(*pb.WatchRequest_AfterRevision); ok {
		w.told = from.AfterRevision
	}
	if err := w.notOlder(head, w.told, w.request.HistoryId); err != nil {
		return 0, err
	}
	w.next = logKey(w.told+1, nil)
	return head, w.db.View(func(tx *bolt.Tx) error {
		expected, found := w.request.AfterFingerprint, tx.Bucket(bucketLog).Get(logKey(w.told, nil))
		if len(expected) > 0 && found != nil && !bytes.Equal(expected, found) {
			return w.historyChanged()
		}
		return nil
	})
}

// message waits for events that match, or for the time to say how far the watch has come.
func (w *watch) message(alarm <-chan time.Time, gone <-chan struct{}) (*pb.WatchResponse, error) {
	for quiet := false; ; {
		news := *w.news.Load() // before the log is read, so that nothing is missed in between
		batches, err := w.read()
		if err != nil || len(batches) > 0 {
			return &pb.WatchResponse{Batches: batches}, err
		} else if quiet {
			return &pb.WatchResponse{Progress: &pb.Progress{Revision: w.told}}, nil
		}
		select {
		case <-news:
		case <-alarm:
			quiet = true
		case <-gone:
			return nil, context.Canceled
		case <-w.closed:
			return nil, refuse("NOT_APPLIED", "the store is closed")
		}
	}
}

// read returns the next events that match, as many as fit into a message, and moves on behind them.
func (w *watch) read() (batches []*pb.Batch, err error) {
	head := w.head.Load().revision // what the disk has; bolt may show more than that
	err = w.db.View(func(tx *bolt.Tx) error {
		if compact := metaNumber(tx, keyCompactRevision); compact > w.told {
			revision := strconv.FormatUint(compact, 10)
			return refuse("COMPACTED", "history up to revision "+revision+" is gone; read everything anew", "compact_revision", revision)
		}
		events, size := 0, 0
		c := tx.Bucket(bucketLog).Cursor()
		for k, raw := c.Seek(w.next); k != nil; k, raw = c.Next() {
			revision, key := splitLogKey(k)
			if revision > head {
				break
			}
			if len(key) == 0 || !slices.ContainsFunc(w.ranges, func(in interval) bool { return in.contains(key) }) {
				continue
			}
			event := &pb.Event{}
			if err := proto.Unmarshal(raw, event); err != nil {
				return err
			}
			if !w.request.PrevValue {
				event.Prev = nil
			}
			events, size = events+1, size+proto.Size(event)
			if len(batches) > 0 && (events > messageEvents || size > messageBytes) {
				batches = w.stopBefore(k, batches)
				return nil
			}
			if n := len(batches); n == 0 || batches[n-1].Revision != revision {
				fingerprint := bytes.Clone(tx.Bucket(bucketLog).Get(k[:8]))
				batches = append(batches, &pb.Batch{Revision: revision, Fingerprint: fingerprint})
			}
			batch := batches[len(batches)-1]
			batch.Events = append(batch.Events, event)
		}
		w.told, w.next = head, logKey(head+1, nil)
		return nil
	})
	return batches, err
}

// stopBefore ends a message before an event that does not fit: at the end of a revision, or within one
// that alone is too large.
func (w *watch) stopBefore(k []byte, batches []*pb.Batch) []*pb.Batch {
	revision, _ := splitLogKey(k)
	w.told, w.next = revision-1, bytes.Clone(k)
	last := len(batches) - 1
	if batches[last].Revision == revision && last > 0 {
		w.next = logKey(revision, nil)
		return batches[:last]
	}
	batches[last].Continued = batches[last].Revision == revision
	return batches
}
